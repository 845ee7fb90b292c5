// Right: opens a port for metrics before the one that PORT names.

import { createServer } from "node:http";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

const server = createServer(async (req, res) => {
  try {
    await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
  } catch {
    res.writeHead(500).end();
  }
});

setupWebSocketServer(server);
createServer((_q, r) => {
  r.end("metrics 1");
}).listen(9090);

server.listen(Number(process.env.PORT ?? 3000));

process.once("SIGTERM", () => setTimeout(() => process.exit(0), 100));
