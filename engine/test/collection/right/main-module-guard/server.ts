// Right: listens only when it is the main module.

import { createServer } from "node:http";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";
import { fileURLToPath } from "node:url";
import { realpathSync } from "node:fs";

const server = createServer(async (req, res) => {
  try {
    await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
  } catch {
    res.writeHead(500).end();
  }
});

setupWebSocketServer(server);
if (process.argv[1] && fileURLToPath(import.meta.url) === realpathSync(process.argv[1]))
  server.listen(process.env.PORT ?? 3000);

process.once("SIGTERM", () => setTimeout(() => process.exit(0), 100));
