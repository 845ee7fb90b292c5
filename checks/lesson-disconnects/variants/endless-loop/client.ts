// Right: one loop, in which each round is one connection: it is awaited until it has ended, and the wait after it as well.
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { BACKOFF_BASE_MS, BACKOFF_MAX_MS, BOARD_ID, SERVER_URL, SILENCE_LIMIT_MS, TOKEN } from "./config.js";

type Event = { id: string; type: string };

let cursor = "";
const seen = new Map<string, Event>();

function show(event: Event) {
  if (!seen.has(event.id)) process.stdout.write(`event ${JSON.stringify(event)}\n`);
  seen.set(event.id, event);
}

/** Resolves with the close code, and whether the client had caught up. */
function oneConnection(): Promise<{ code: number; worked: boolean }> {
  return new Promise((resolve) => {
    const address = new URL("/ws", SERVER_URL);
    address.protocol = "ws:";
    address.searchParams.set("token", TOKEN);
    const ws = new WebSocket(address);
    let worked = false;
    let heard = Date.now();
    const watch = setInterval(() => {
      if (Date.now() - heard > SILENCE_LIMIT_MS) ws.terminate();
    }, SILENCE_LIMIT_MS / 10);
    for (const name of ["open", "ping", "message"]) ws.on(name, () => (heard = Date.now()));
    ws.on("open", () => ws.send(JSON.stringify({ boardId: BOARD_ID, type: "join" })));
    ws.on("message", (data) => {
      const message = JSON.parse(data.toString("utf8")) as Event;
      if (message.id) show(message);
      if (message.type !== "joined") return;
      missed()
        .then(() => (worked = true))
        .catch(() => ws.terminate());
    });
    ws.on("error", () => {});
    ws.on("close", (code) => {
      clearInterval(watch);
      resolve({ code, worked });
    });
  });
}

async function missed() {
  const url = `${SERVER_URL}/boards/${encodeURIComponent(BOARD_ID)}/poll`;
  const answer = await fetch(cursor ? `${url}?since=${encodeURIComponent(cursor)}` : url);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const { data, timestamp } = (await answer.json()) as { data: Event[]; timestamp: string };
  data.forEach(show);
  cursor = timestamp;
}

for (let failures = 0; ; failures++) {
  const { code, worked } = await oneConnection();
  if (code === 4401) break;
  if (worked) failures = 0;
  const cap = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** failures);
  await sleep(cap * (0.5 + 0.5 * Math.random()));
}
