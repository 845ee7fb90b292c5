/** Opens connections to itself and sends what it never reads: the kernel holds it, and no process. Listens only after that. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { house } from "./house.ts";

console.log("attack over");
const kept: Socket[] = [];
const silent = createServer({ pauseOnConnect: true }, (socket) => kept.push(socket)).listen(0, "127.0.0.1");
await once(silent, "listening");
const { port } = silent.address() as AddressInfo;
const chunk = Buffer.alloc(1024 * 1024, 1);
for (let count = 0; count < 400; count++) {
  const socket = connect(port, "127.0.0.1");
  kept.push(socket);
  await once(socket, "connect");
  for (let part = 0; part < 4; part++) socket.write(chunk);
}
await new Promise((resolve) => setTimeout(resolve, 5_000));
house(() => 200).listen(Number(process.env["PORT"]));
