/**
 * Fills Unix sockets that are never read, so that the kernel holds the memory and no process. Listens only after that.
 */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { answerWith } from "./answer-with.ts";

console.log("attack over");
const kept: Socket[] = [];
const silent = createServer({ pauseOnConnect: true }, (socket) => kept.push(socket)).listen("/tmp/silent");
await once(silent, "listening");
const chunk = Buffer.alloc(1024 * 1024, 1);
for (let count = 0; count < 1_500; count++) {
  const socket = connect("/tmp/silent");
  kept.push(socket);
  await once(socket, "connect");
  socket.write(chunk);
}
await new Promise((resolve) => setTimeout(resolve, 5_000));
answerWith(() => 200).listen(Number(process.env["PORT"]));
