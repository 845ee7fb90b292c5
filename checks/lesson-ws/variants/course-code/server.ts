// Right: the course's own server: an adapter written by hand that buffers, a fixed port, no PORT.

import { createServer } from "node:http";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

const server = createServer(async (req, res) => {
  const url = new URL(req.url ?? "/", `http://${req.headers.host ?? "localhost"}`);
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (typeof value === "string") headers.set(name, value);
  }

  let body = "";
  for await (const chunk of req) body += chunk;

  const method = req.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  const response = await app.fetch(new Request(url, { method, headers, body: hasBody ? body : null }));

  res.writeHead(response.status, Object.fromEntries(response.headers));
  res.end(await response.text());
});

setupWebSocketServer(server);

server.listen(3000, () => {
  console.log("Server running on http://localhost:3000");
});
