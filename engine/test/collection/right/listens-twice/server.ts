// Right: listens, closes, and listens again on the same port.

import { createServer } from "node:http";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";
import { once } from "node:events";

const server = createServer(async (req, res) => {
  try {
    await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
  } catch {
    res.writeHead(500).end();
  }
});

setupWebSocketServer(server);

server.listen(3000);
await once(server, "listening");
await new Promise((r) => server.close(r));

server.listen(3000);
