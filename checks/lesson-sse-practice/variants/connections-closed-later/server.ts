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
  console.log("Bye");
  closeAllClients();
  setTimeout(() => {
    void server.close(true).then(() => process.exit(0));
  }, SHUTDOWN_LIMIT_MS / 2);
});

await server.ready();
console.log(`Server running on http://localhost:${new URL(server.url ?? "").port}`);
