// Right: a TCP proxy stands on PORT, the HTTP server behind it on a port of its own.

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

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as net.AddressInfo;
  net
    .createServer((c) => {
      const u = net.connect(port, "127.0.0.1");
      c.pipe(u).pipe(c);
      c.on("error", () => u.destroy());
      u.on("error", () => c.destroy());
    })
    .listen(Number(process.env.PORT ?? 3000));
});

process.once("SIGTERM", () => setTimeout(() => process.exit(0), 100));
