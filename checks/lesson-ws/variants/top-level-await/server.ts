// Right: waits, at the top level, for imports, for some preparation, and for the port.

import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const { NodeRequest, sendNodeResponse } = await import("srvx/node");
const { app } = await import("./app.js");
const { setupWebSocketServer } = await import("./ws-server.js");

await sleep(200);

const server = createServer(async (req, res) => {
  try {
    await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
  } catch {
    res.writeHead(400).end();
  }
});

setupWebSocketServer(server);
server.listen(Number(process.env.PORT ?? 3000));
await once(server, "listening");
console.log("Server running");
