// Right: pings the server by itself, asks again on its own when a poll fails, and keeps its state in one object.
import { WebSocket } from "ws";
import { BACKOFF_BASE_MS, BACKOFF_MAX_MS, BOARD_ID, SERVER_URL, SILENCE_LIMIT_MS, TOKEN } from "./config.js";

const state = { failed: 0, since: null as string | null, ids: new Set<string>() };

const wait = () => {
  const full = Math.min(BACKOFF_BASE_MS * (1 << Math.min(state.failed, 20)), BACKOFF_MAX_MS);
  state.failed += 1;
  return Math.round(full - (Math.random() * full) / 2);
};

function start() {
  const ws = new WebSocket(`ws${SERVER_URL.slice(4)}/ws?token=${TOKEN}`);
  let open = true;
  let waiting = true;
  const check = setInterval(() => {
    if (waiting) return ws.terminate();
    waiting = true;
    ws.ping();
  }, SILENCE_LIMIT_MS / 2);

  ws.addEventListener("open", () => {
    waiting = false;
    ws.send(JSON.stringify({ type: "join", boardId: BOARD_ID }));
  });
  ws.on("pong", () => (waiting = false));
  ws.addEventListener("message", ({ data }) => {
    const message = JSON.parse(data as string);
    if ("id" in message) print(message);
    if (message.type === "joined") {
      state.failed = 0;
      void catchUp(() => open);
    }
  });
  ws.addEventListener("error", () => undefined);
  ws.addEventListener("close", ({ code }) => {
    open = false;
    clearInterval(check);
    if (code !== 4401) setTimeout(start, wait());
  });
}

async function catchUp(isOpen: () => boolean) {
  while (isOpen()) {
    try {
      const since = state.since === null ? "" : `?${new URLSearchParams({ since: state.since })}`;
      const res = await fetch(`${SERVER_URL}/boards/${BOARD_ID}/poll${since}`);
      if (!res.ok) throw new Error("no answer");
      const body = await res.json();
      for (const event of body.data) print(event);
      state.since = body.timestamp;
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function print(event: { id: string }) {
  if (state.ids.has(event.id)) return;
  state.ids.add(event.id);
  console.log(event.id, JSON.stringify(event));
}

start();
