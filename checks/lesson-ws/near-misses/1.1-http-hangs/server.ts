// Wrong: an HTTP request reaches the app, but the app's answer is never written.

import { createServer } from "node:http";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

const server = createServer(async (req, res) => {
  const response = await app.fetch(new Request(`http://localhost${req.url}`));
  res.statusCode = response.status;
});

setupWebSocketServer(server);

server.listen(Number(process.env.PORT ?? 3000), () => console.log("Server running"));
