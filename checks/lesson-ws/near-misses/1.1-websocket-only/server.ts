// Wrong: no HTTP server of ours: the one `ws` makes for itself answers every request with 426.

import { setupWebSocketServer } from "./ws-server.js";

setupWebSocketServer(Number(process.env.PORT ?? 3000));
console.log("Server running");
