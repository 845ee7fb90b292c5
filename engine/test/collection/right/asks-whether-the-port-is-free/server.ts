// Right: listens on the port for a moment to learn whether it is free, as port finders do.

import { createServer } from "node:http";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";
import net from "node:net";

const server = createServer(async (req, res) => {
  try {
    await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
  } catch {
    res.writeHead(500).end();
  }
});

setupWebSocketServer(server);
const free = (p: number) =>
  new Promise<boolean>((r) => {
    const probe = net
      .createServer()
      .once("error", () => r(false))
      .listen(p, () => probe.close(() => r(true)));
  });
let port = Number(process.env.PORT ?? 3000);
while (!(await free(port))) port++;

server.listen(port, () => console.log("on", port));
