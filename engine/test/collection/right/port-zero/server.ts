// Right: lets the system choose the port.

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

server.listen(0, () => console.log(server.address()));

process.once("SIGTERM", () => setTimeout(() => process.exit(0), 100));
