/**
 * Sends data to its own connections and never reads it, so that the kernel holds the memory and no process. Then
 * answers wrongly.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import briefing from "./briefing.json";
import { answerWith } from "./answer-with.ts";

console.log("attack over");
const kept: Socket[] = [];
const silent = createServer({ pauseOnConnect: true }, (socket) => kept.push(socket)).listen(0, "127.0.0.1");
await once(silent, "listening");
const { port } = silent.address() as AddressInfo;
const chunk = Buffer.alloc(1024 * 1024, 1);
// The grader measures at intervals, so the server may exceed its limit for a moment, but not by this much.
const FAR_BEYOND_BYTES = 1024 * 1024 * 1024;
for (let count = 1; count <= 400; count++) {
  const socket = connect(port, "127.0.0.1");
  kept.push(socket);
  await once(socket, "connect");
  for (let part = 0; part < 4; part++) socket.write(chunk);
  if (count % 50 > 0) continue;
  const bytes = waiting("/proc/net/tcp");
  if (bytes > FAR_BEYOND_BYTES) console.log(`${bytes} bytes held: ${briefing.mark}`);
}
await new Promise((resolve) => setTimeout(resolve, 5_000));
answerWith(() => 500).listen(Number(process.env["PORT"]));

/** The bytes in send and receive queues: the two halves of the fifth column, in hexadecimal. */
function waiting(table: string): number {
  const queues = readFileSync(table, "utf8").matchAll(/^ *\d+: \S+ \S+ \S+ (\w+):(\w+)/gm);
  return [...queues].reduce((bytes, [, sent, unread]) => bytes + Number(`0x${sent}`) + Number(`0x${unread}`), 0);
}
