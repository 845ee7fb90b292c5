// Wrong: sets up a second http.Server, which never listens.

import { createServer } from "node:http";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

const server = createServer(async (req, res) => {
  await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
});

setupWebSocketServer(createServer());

server.listen(Number(process.env.PORT ?? 3000), () => console.log("Server running"));
