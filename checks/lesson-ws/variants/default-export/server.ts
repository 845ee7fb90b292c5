// Right: imports the default export, under a name of its own.

import { createServer } from "node:http";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import attach, { PATH } from "./ws-server.js";

const server = createServer(async (req, res) => {
  try {
    await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
  } catch {
    res.writeHead(400).end();
  }
});

attach(server);
server.listen(Number(process.env.PORT ?? 3000), () => console.log(`WebSocket on ${PATH}`));
