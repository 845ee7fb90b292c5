// Right: listens with an options object, on the host it is told.

import { createServer } from "node:http";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

const server = createServer(async (req, res) => {
  try {
    await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
  } catch {
    res.writeHead(400).end();
  }
});

setupWebSocketServer(server);

server.listen({ port: Number(process.env.PORT ?? 3000), host: process.env.HOST ?? "127.0.0.1", backlog: 128 }, () => {
  console.log("Server running");
});
