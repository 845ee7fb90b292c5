import { EventEmitter, once } from "node:events";
import { clients, type Client, type Measurement } from "./clients.js";

const { SERVER_URL = "http://localhost:3000", BOARD_ID = "board-1", UPDATES = "20", INTERVAL_MS = "2000" } = process.env;
const done = new EventEmitter();

function start(client: Client) {
  console.error(`${client.approach} starts`);
  client
    .run({ serverUrl: SERVER_URL, boardId: BOARD_ID, updates: Number(UPDATES), intervalMs: Number(INTERVAL_MS) })
    .then((measurement) => done.emit(client.approach, measurement))
    .catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
}

const waits = clients.map(({ approach }) => once(done, approach));
[...clients].reverse().forEach(start);

for (const [index, wait] of waits.entries()) {
  const [{ requests, bytes, seen }] = (await wait) as [Measurement];
  const ages = seen.map((s) => s.at - +new Date(s.update.task.createdAt)).sort((a, b) => a - b);
  const smallestWith = (part: number) => ages.find((age) => ages.filter((other) => other <= age).length / ages.length >= part);
  console.log(
    JSON.stringify({
      approach: clients[index]?.approach,
      updates: seen.length,
      requests,
      bytes,
      p50Ms: smallestWith(0.5),
      p95Ms: smallestWith(0.95),
      meanStalenessMs: ages.reduce((sum, age) => sum + age / ages.length, 0),
    }),
  );
}
