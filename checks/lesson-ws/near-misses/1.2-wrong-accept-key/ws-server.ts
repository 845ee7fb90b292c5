// Wrong: Sec-WebSocket-Accept is the client's key sent back, not its hash (RFC 6455, section 4.2.2).

import type { Server } from "node:http";

export function setupWebSocketServer(server: Server): void {
  server.on("upgrade", (request, socket) => {
    socket.on("error", () => socket.destroy());
    socket.write(
      [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        `Sec-WebSocket-Accept: ${request.headers["sec-websocket-key"]}`,
        "\r\n",
      ].join("\r\n"),
    );
  });
}
