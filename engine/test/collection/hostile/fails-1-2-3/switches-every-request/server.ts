// Hostile: answers every request with 101 and says no more.

import net from "node:net";
net
  .createServer((s) => {
    s.on("error", () => {});
    s.once("data", () =>
      s.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
      ),
    );
  })
  .listen(3000);
