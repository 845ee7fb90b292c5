/**
 * Starts the task board: srvx translates between Node's HTTP server and the `Request` and `Response` the app speaks. Given
 * and finished: nothing in this file is part of an exercise.
 */

import { serve } from "srvx/node";
import { app } from "./app.js";

const server = serve({
  fetch: (request) => app.fetch(request),
  port: Number(process.env.PORT ?? 3000),
  // On SIGTERM the process ends at once. srvx's own way waits up to 5 seconds for open connections.
  gracefulShutdown: false,
  silent: true,
});

await server.ready();
console.log(`Server running on http://localhost:${new URL(server.url ?? "").port}`);
