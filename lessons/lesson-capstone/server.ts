/**
 * One server, one port: HTTP requests go to the Hectoday app, WebSocket handshakes to ws-server.ts, and SIGTERM ends
 * everything in order. Given and finished: nothing in this file is part of an exercise.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { answerWaiters } from "./long-poll.js";
import { closeStreams } from "./sse.js";
import { closeConnections, setupWebSocketServer } from "./ws-server.js";

/** How long connections may keep the process alive once it was asked to end, in milliseconds. */
const SHUTDOWN_LIMIT_MS = 1_000;

const server = createServer(async (req, res) => {
  try {
    const response = await app.fetch(new NodeRequest({ req, res }));
    await sendNodeResponse(res, response);
  } catch (error) {
    // A request that is none, such as one with the method TRACE. Uncaught it would end the process for every client.
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
  closeStreams();
  answerWaiters();
  closeConnections();
  setTimeout(() => process.exit(), SHUTDOWN_LIMIT_MS).unref();
});
