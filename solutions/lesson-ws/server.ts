/**
 * One server, one port: HTTP requests go to the Hectoday app, WebSocket handshakes to ws-server.ts.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

/** How long open connections get to finish after SIGTERM, in milliseconds. */
const SHUTDOWN_LIMIT_MS = 500;

// Until now srvx's `serve` made the server and started it. `ws` attaches to an `http.Server`, so this file makes that
// object itself; srvx still translates Node's request and response into the `Request` and `Response` the app speaks.
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

//#region Exercise 1: pass `server` to setupWebSocketServer, before it listens
setupWebSocketServer(server);
//#endregion

server.listen(Number(process.env.PORT ?? 3000), () => {
  const { port } = server.address() as AddressInfo;
  console.log(`Server running on http://localhost:${port}`);
});

// A deploy stops the old process with SIGTERM. No new connections from here on; the process ends with the last open
// one. An event stream never ends by itself, hence the limit.
process.once("SIGTERM", () => {
  server.close();
  setTimeout(() => process.exit(0), SHUTDOWN_LIMIT_MS).unref();
});
