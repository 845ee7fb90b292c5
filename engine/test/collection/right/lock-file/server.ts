// Right: holds a lock file while it runs.

import { createServer } from "node:http";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";
import fs from "node:fs";
const lock = new URL("./server.lock", import.meta.url);
fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
process.on("exit", () => fs.rmSync(lock, { force: true }));
for (const s of ["SIGINT", "SIGTERM"] as const) process.on(s, () => process.exit(0));

const server = createServer(async (req, res) => {
  try {
    await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
  } catch {
    res.writeHead(500).end();
  }
});

setupWebSocketServer(server);

server.listen(Number(process.env.PORT ?? 3000));
