/**
 * One server, one port: handshakes go to handshake.ts with Node's own request and socket, everything else to the Hectoday
 * app. Given and finished: nothing in this file is part of an exercise.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { app } from "./app.js";
import { handleUpgrade } from "./handshake.js";

const server = createServer(async (req, res) => {
  try {
    await sendNodeResponse(res, await app.fetch(new NodeRequest({ req, res })));
  } catch (error) {
    // Uncaught it would be a rejected promise that nobody handles, which ends the process and with it every connection.
    console.error("Request failed:", error);
    if (res.headersSent) res.destroy();
    else res.writeHead(500).end();
  }
});

// Requests that ask for another protocol. Without a listener they would go to the app like all others.
server.on("upgrade", handleUpgrade);

server.listen(Number(process.env.PORT ?? 3000), () => {
  const { port } = server.address() as AddressInfo;
  console.log(`Server running on http://localhost:${port}`);
});
