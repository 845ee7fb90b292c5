// Wrong: an unknown path ends the process.

import { createServer } from "node:http";
import { setupWebSocketServer } from "./ws-server.js";

const server = createServer((req, res) => {
  if (req.url === "/health") return void res.end("{}");
  setImmediate(() => {
    throw new Error("no route " + req.url);
  });
});

setupWebSocketServer(server);

server.listen(Number(process.env.PORT ?? 3000));
