import { setTimeout as sleep } from "node:timers/promises";
import type { Task } from "./store.js";

const SERVER_URL = process.env.SERVER_URL ?? "http://localhost:3000";
const INTERVAL_MS = Number(process.env.INTERVAL_MS ?? 3_000);

/** An answer that takes longer than this many intervals is given up, and asked for again at once. */
const PATIENCE = 8;

let updatedSince = "";

/** Counts the intervals one after the other, so that a program which had to stand still itself waits as much longer. */
async function giveUp(request: AbortController): Promise<void> {
  for (let interval = 0; interval < PATIENCE; interval++) await sleep(INTERVAL_MS);
  request.abort(new DOMException("no answer", "TimeoutError"));
}

while (true) {
  const query = updatedSince === "" ? "" : `?updatedSince=${encodeURIComponent(updatedSince)}`;
  const request = new AbortController();
  void giveUp(request);
  try {
    const response = await fetch(`${SERVER_URL}/tasks${query}`, { signal: request.signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const answer = (await response.json()) as { data: Task[]; timestamp: string };
    for (const { id, title, updatedAt } of answer.data)
      console.log(JSON.stringify({ seen: id, title, staleMs: Date.now() - Date.parse(updatedAt) }));
    updatedSince = answer.timestamp;
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") continue;
    console.error(error);
  }
  await sleep(INTERVAL_MS);
}
