// Right: loads a .env file from the working directory.

import { createServer } from "node:http";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";
process.loadEnvFile();

const server = createServer(async (req, res) => {
  try {
    await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
  } catch {
    res.writeHead(500).end();
  }
});

setupWebSocketServer(server);

server.listen(process.env.PORT ?? 3000);

process.once("SIGTERM", () => setTimeout(() => process.exit(0), 100));
