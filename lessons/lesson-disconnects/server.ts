/**
 * One server, one port: HTTP requests go to the Hectoday app, WebSocket handshakes to ws-server.ts. On SIGTERM it says goodbye to
 * its clients. Given and finished: nothing in this file is part of an exercise.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

/** How long open connections get to finish after SIGTERM, in milliseconds. */
const SHUTDOWN_LIMIT_MS = 500;

/** How the server says goodbye. 1001 is "Going away": it shuts down, and clients may come back (RFC 6455, section 7.4.1). */
const GOODBYE_CODE = Number(process.env.GOODBYE_CODE ?? 1001);

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

const wss = setupWebSocketServer(server);

server.listen(Number(process.env.PORT ?? 3000), () => {
  const { port } = server.address() as AddressInfo;
  console.log(`Server running on http://localhost:${port}`);
});

process.once("SIGTERM", () => {
  server.close();
  wss.close();
  for (const ws of wss.clients) ws.close(GOODBYE_CODE, "The server shuts down");
  setTimeout(() => process.exit(), SHUTDOWN_LIMIT_MS).unref();
});
