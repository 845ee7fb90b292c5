// Wrong: the HTTP server has no request listener of the app's: every path answers 404, /health too.

import { createServer } from "node:http";
import { setupWebSocketServer } from "./ws-server.js";

const server = createServer((_req, res) => {
  res.writeHead(404, { "Content-Type": "application/json" }).end('{"error":"Not Found"}');
});

setupWebSocketServer(server);

server.listen(Number(process.env.PORT ?? 3000), () => console.log("Server running"));
