// Wrong: setupWebSocketServer is never called.

import { createServer } from "node:http";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";

const server = createServer(async (req, res) => {
  await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
});

server.listen(Number(process.env.PORT ?? 3000), () => console.log("Server running"));
