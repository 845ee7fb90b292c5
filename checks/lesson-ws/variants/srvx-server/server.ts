// Right: srvx makes the http.Server; `manual` keeps it from listening until the WebSocket server is attached.

import type { Server } from "node:http";
import { serve } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

const served = serve({
  fetch: (request) => app.fetch(request),
  port: Number(process.env.PORT ?? 3000),
  manual: true,
});

setupWebSocketServer(served.node?.server as Server);
await served.serve();
