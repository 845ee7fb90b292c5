/**
 * One server, one port, as in "Rooms and Broadcasting". What other teams have subscribed comes first. Given and finished:
 * nothing in this file is part of an exercise.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NodeRequest, sendNodeResponse } from "srvx/node";
// Before the app: these subscribers are called before those of the app are.
import "./subscribers.js";
import { app } from "./app.js";
import { setupWebSocketServer } from "./ws-server.js";

const server = createServer(async (req, res) => {
  try {
    const response = await app.fetch(new NodeRequest({ req, res }));
    await sendNodeResponse(res, response);
  } catch (error) {
    // The app answers its own errors, so this is rare. Uncaught it would end the process for every client.
    console.error("Request failed:", error);
    if (res.headersSent) res.destroy();
    else res.writeHead(500).end();
  }
});

setupWebSocketServer(server);

server.listen(Number(process.env.PORT ?? 3000), () => {
  const { port } = server.address() as AddressInfo;
  console.log(`Server running on http://localhost:${port}`);
});
