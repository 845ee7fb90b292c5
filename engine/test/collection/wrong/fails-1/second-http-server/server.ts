// Wrong: a second HTTP server, on 3001, carries the WebSockets.

import { createServer } from "node:http";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";
import { setupWebSocketServer as realSetup } from "./ws-server.js";

const server = createServer(async (req, res) => {
  try {
    await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
  } catch {
    res.writeHead(500).end();
  }
});

server.listen(Number(process.env.PORT ?? 3000));
const wsServer = createServer();
realSetup(wsServer);
wsServer.listen(3001);
