// Hostile: answers HTTP with 200 kB of headers.

import { createServer } from "node:http";
import { setupWebSocketServer } from "./ws-server.js";

const server = createServer((req, res) => {
  res.setHeader("x-big", "a".repeat(200000));
  res.end();
});

setupWebSocketServer(server);

server.listen(Number(process.env.PORT ?? 3000));
