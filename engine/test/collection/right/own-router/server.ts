// Right: routes HTTP by itself; the given app is not used.

import http from "node:http";
import { setupWebSocketServer } from "./ws-server.ts";

type Handler = (req: http.IncomingMessage, res: http.ServerResponse) => void;
const routes = new Map<string, Handler>();
const get = (p: string, h: Handler) => routes.set("GET " + p, h);
get("/health", (_q, r) => {
  r.setHeader("content-type", "application/json");
  r.end('{"status":"ok"}');
});

const server = http.createServer();
server.on("request", (req, res) => {
  const h = routes.get(`${req.method} ${req.url}`);
  if (h) h(req, res);
  else {
    res.statusCode = 404;
    res.end("nope");
  }
});

setupWebSocketServer(server);

server.listen(process.env.PORT || 3000);

process.once("SIGTERM", () => setTimeout(() => process.exit(0), 100));
