/**
 * One server, one port: HTTP requests go to the Hectoday app, WebSocket handshakes to ws-server.ts. Given and finished:
 * nothing in this file is part of an exercise.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

/** How long open connections get to finish after SIGTERM, in milliseconds. */
const SHUTDOWN_LIMIT_MS = 500;

const server = createServer(async (req, res) => {
  try {
    const response = await app.fetch(new NodeRequest({ req, res }));
    await sendNodeResponse(res, response);
  } catch (error) {
    console.error("Request failed:", error);
    if (res.headersSent) res.destroy();
    else res.writeHead(500).end();
  }
});

setupWebSocketServer(server);

server.listen(Number(process.env.PORT ?? 3000), () => {
  const { port } = server.address() as AddressInfo;
  console.log(`Server running on http://localhost:${port}`);
});

process.once("SIGTERM", () => {
  server.close();
  setTimeout(() => process.exit(), SHUTDOWN_LIMIT_MS).unref();
});
