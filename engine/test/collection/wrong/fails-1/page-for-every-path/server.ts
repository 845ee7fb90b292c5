// Wrong: every path answers 200 with the same page.

import { createServer } from "node:http";
import { setupWebSocketServer } from "./ws-server.js";

const server = createServer((req, res) => {
  res.setHeader("content-type", "text/html");
  res.end("<html>app</html>");
});

setupWebSocketServer(server);

server.listen(Number(process.env.PORT ?? 3000));
