// Right: an adapter written by hand that streams bodies in both directions.

import { createServer } from "node:http";
import { Readable } from "node:stream";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

const server = createServer((req, res) => {
  const init: RequestInit & { duplex?: "half" } = {
    method: req.method!,
    headers: new Headers(
      Object.entries(req.headers).flatMap(([k, v]) => (v === undefined ? [] : [[k, String(v)] as [string, string]])),
    ),
  };
  if (req.method !== "GET" && req.method !== "HEAD") {
    init.body = Readable.toWeb(req) as any;
    init.duplex = "half";
  }
  Promise.resolve(app.fetch(new Request(new URL(req.url!, "http://localhost"), init))).then(
    (r: Response) => {
      res.statusCode = r.status;
      r.headers.forEach((v, k) => res.setHeader(k, v));
      if (r.body) Readable.fromWeb(r.body as any).pipe(res);
      else res.end();
    },
    () => res.writeHead(500).end(),
  );
});

setupWebSocketServer(server);
server.listen(3000);

process.once("SIGTERM", () => setTimeout(() => process.exit(0), 100));
