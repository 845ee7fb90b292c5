/**
 * One server, one port: HTTP requests go to the Hectoday app, WebSocket handshakes on /ws to ws-server.ts. Given and
 * finished: nothing in this file is part of an exercise.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

/** How long open connections get to finish after SIGTERM, in milliseconds. */
const SHUTDOWN_LIMIT_MS = 500;

// `ws` attaches to an `http.Server`, so this file makes that object itself. srvx translates Node's request and response
// into the `Request` and `Response` that the app speaks.
const server = createServer(async (req, res) => {
  try {
    const response = await app.fetch(new NodeRequest({ req, res }));
    await sendNodeResponse(res, response);
  } catch (error) {
    // The app answers its own errors, so this is rare. Uncaught it is a rejected promise that nobody handles, which ends
    // the process: nothing that one request contains may disconnect all the others.
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

// A deploy stops the old process with SIGTERM. No new connections from here on; the process ends with the last open one,
// or when the time is over.
process.once("SIGTERM", () => {
  server.close();
  setTimeout(() => process.exit(0), SHUTDOWN_LIMIT_MS).unref();
});
