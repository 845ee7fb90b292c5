import { clients, type Measurement } from "./clients.js";

const options = {
  serverUrl: process.env["SERVER_URL"] ?? "http://localhost:3000",
  boardId: process.env["BOARD_ID"] ?? "board-1",
  updates: +(process.env["UPDATES"] ?? 20),
  intervalMs: +(process.env["INTERVAL_MS"] ?? 2000),
};

// Times since the start of this program, in place of those since 1970.
const since = (ms: number) => ms - performance.timeOrigin;
const agesOf = ({ seen }: Measurement) => seen.map((one) => since(one.at) - since(Date.parse(one.update.task.updatedAt)));

const results = await Promise.allSettled(clients.map((client) => client.run(options)));
results.forEach((result, index) => {
  const { approach } = clients[index]!;
  if (result.status === "rejected") {
    console.error(`${approach} failed: ${result.reason}`);
    process.exitCode = 1;
    return;
  }
  const ages = Float64Array.from(agesOf(result.value)).sort();
  const rank = (part: number) => ages[Math.ceil(part * ages.length) - 1];
  const { requests, bytes, seen } = result.value;
  const meanStalenessMs = ages.reduce((a, b) => a + b) / ages.length;
  console.log(JSON.stringify({ approach, updates: seen.length, requests, bytes, p50Ms: rank(0.5), p95Ms: rank(0.95), meanStalenessMs }));
});
