import { setTimeout as sleep } from "node:timers/promises";
import type { Task } from "./store.js";

const SERVER_URL = process.env.SERVER_URL ?? "http://localhost:3000";
const INTERVAL_MS = Number(process.env.INTERVAL_MS ?? 3_000);

interface Answer {
  data: Task[];
  timestamp: string;
}

/** Every answer, a moment after it was due: polls begin INTERVAL_MS apart, unless an answer takes longer than that. */
async function* answers(): AsyncGenerator<Answer> {
  const query = new URLSearchParams();
  for (let due = Date.now(); ; due = Math.max(due + INTERVAL_MS, Date.now())) {
    await sleep(Math.max(0, due - Date.now()));
    try {
      const response = await fetch(new URL(`/tasks?${query.toString()}`, SERVER_URL), { cache: "no-store" });
      if (!response.ok) {
        console.error(`The server says ${response.status}: ${await response.text()}`);
        continue;
      }
      const answer = (await response.json()) as Answer;
      query.set("updatedSince", answer.timestamp);
      yield answer;
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  }
}

for await (const { data } of answers())
  data.forEach(({ id, title, updatedAt }) =>
    console.log(JSON.stringify({ seen: id, title, staleMs: Date.now() - new Date(updatedAt).getTime() })),
  );
