/**
 * Starts one instance: HTTP requests go to the Hectoday app, WebSocket handshakes to ws-server.ts, and redis-pubsub.ts connects
 * it with the other instances. Given and finished: nothing in this file is part of an exercise.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { recheck } from "./presence-news.js";
import { startPubSub } from "./redis-pubsub.js";
import { setupWebSocketServer } from "./ws-server.js";

/** As redis-pubsub.ts is to read it. */
const REDIS_URL = process.env.REDIS_URL ?? "redis://127.0.0.1:6379";
/** How long the first client may have to wait for the connection to Redis, in milliseconds. */
const REDIS_LIMIT_MS = 500;

const server = createServer(async (req, res) => {
  try {
    const response = await app.fetch(new NodeRequest({ req, res }));
    await sendNodeResponse(res, response);
  } catch (error) {
    // The app answers its own errors, so this is rare. Uncaught it would end the process for every client.
    console.error("Request failed:", error);
    if (res.headersSent) res.destroy();
    else res.writeHead(500).end();
  }
});

setupWebSocketServer(server);

// An instance is ready once it is subscribed. While Redis is away, one that serves its own clients is better than none.
const started = startPubSub(recheck).catch((error: unknown) => console.error("Not connected to Redis:", error));
const isStarted = await Promise.race([started.then(() => true), delay(REDIS_LIMIT_MS, false)]);
if (!isStarted)
  console.error(
    `No Redis at ${new URL(REDIS_URL).host} yet, so this instance is alone: start one with redis-server, or name one in REDIS_URL.`,
  );

server.listen(Number(process.env.PORT ?? 3000), () => {
  const { port } = server.address() as AddressInfo;
  console.log(`Server running on http://localhost:${port}`);
});
