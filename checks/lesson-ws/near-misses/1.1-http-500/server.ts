// Wrong: every HTTP request fails, because the adapter hands the app a URL without a host.

import { createServer } from "node:http";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

const server = createServer(async (req, res) => {
  try {
    const response = await app.fetch(new Request(req.url ?? "/"));
    res.writeHead(response.status).end(await response.text());
  } catch {
    res.writeHead(500).end();
  }
});

setupWebSocketServer(server);

server.listen(Number(process.env.PORT ?? 3000), () => console.log("Server running"));
