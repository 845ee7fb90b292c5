/**
 * Starts the task board, and ends it: srvx translates between Node's HTTP server and the `Request` and `Response` the app
 * speaks.
 */

import { serve } from "srvx/node";
import { app } from "./app.js";
import { closeAllClients } from "./sse.js";

const server = serve({
  fetch: (request) => app.fetch(request),
  port: Number(process.env.PORT ?? 3000),
  // What happens on SIGTERM stands below. srvx's own way waits up to 5 seconds for open connections, and an event stream
  // is one that never ends by itself.
  gracefulShutdown: false,
  silent: true,
});

/** How long connections may keep the process alive once it was asked to end, in milliseconds. */
const SHUTDOWN_LIMIT_MS = 500;

process.once("SIGTERM", () => {
  // TODO(exercise 3): accept no more connections, end all streams, and exit after SHUTDOWN_LIMIT_MS if anything is still open
  void [server, closeAllClients, SHUTDOWN_LIMIT_MS];
  process.exit();
});

await server.ready();
console.log(`Server running on http://localhost:${new URL(server.url ?? "").port}`);
