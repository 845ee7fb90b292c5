import { clients } from "./clients.js";

const env = (name: string, fallback: string) => process.env[name] ?? fallback;

async function main() {
  const started = [];
  for (const client of clients) {
    started.push(
      client.run({
        serverUrl: env("SERVER_URL", "http://localhost:3000"),
        boardId: env("BOARD_ID", "board-1"),
        updates: parseInt(env("UPDATES", "20")),
        intervalMs: parseInt(env("INTERVAL_MS", "2000")),
      }),
    );
  }
  console.log("measuring…");
  for (let i = 0; i < started.length; i++) {
    const m = await started[i]!;
    const ages: number[] = [];
    let total = 0;
    for (const s of m.seen) {
      const age = new Date(s.at).getTime() - new Date(s.update.task.updatedAt).getTime();
      ages.push(age);
      total += age;
    }
    ages.sort(function (x, y) {
      return x < y ? -1 : x > y ? 1 : 0;
    });
    const at = (p: number) => ages[Math.max(0, Math.ceil(ages.length * p) - 1)];
    console.log(
      JSON.stringify({
        requests: m.requests,
        bytes: m.bytes,
        updates: ages.length,
        p50Ms: at(0.5),
        p95Ms: at(0.95),
        meanStalenessMs: Math.round(total / ages.length),
        approach: clients[i]!.approach,
      }),
    );
  }
}

void main();
