import type { Task } from "./store.js";

const base = new URL(process.env.SERVER_URL ?? "http://localhost:3000");
const interval = Number.parseInt(process.env.INTERVAL_MS ?? "3000", 10);

const seen = new Map<string, string>();
let timestamp: string | null = null;
let isAsking = false;

async function ask(): Promise<void> {
  const url = new URL("tasks", base);
  if (timestamp !== null) url.search = `updatedSince=${timestamp}`;
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (response.status >= 400) return void console.warn(response.status);
  const body = (await response.json()) as { data: Task[]; timestamp: string };
  for (const task of body.data) {
    if (seen.get(task.id) === task.updatedAt) continue;
    seen.set(task.id, task.updatedAt);
    console.log(JSON.stringify({ seen: task.id, title: task.title, staleMs: Date.now() - Date.parse(task.updatedAt) }));
  }
  ({ timestamp } = body);
}

function tick(): void {
  if (isAsking) return;
  isAsking = true;
  ask()
    .catch(console.warn)
    .finally(() => (isAsking = false));
}

tick();
setInterval(tick, interval);
