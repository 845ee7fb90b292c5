// Wrong: the hand-written adapter forgets the status, so that a missing page answers 200.

import { createServer } from "node:http";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

const server = createServer(async (req, res) => {
  const response = await app.fetch(new Request(`http://localhost${req.url}`));
  res.setHeader("Content-Type", response.headers.get("Content-Type") ?? "text/plain");
  res.end(await response.text());
});

setupWebSocketServer(server);

server.listen(Number(process.env.PORT ?? 3000), () => console.log("Server running"));
