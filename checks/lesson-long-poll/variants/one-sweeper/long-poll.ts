import { board } from "./board.js";

const TIMEOUT = Number(process.env.POLL_TIMEOUT_MS ?? 30_000);

interface Held {
  readonly boardId: string;
  readonly until: number;
  readonly wake: () => void;
}

const held = new Set<Held>();

// One timer looks after all of them, ten times in the time that one may wait.
setInterval(
  () => {
    for (const one of held) if (Date.now() >= one.until) one.wake();
  },
  Math.max(20, TIMEOUT / 10),
).unref();

export async function waitForUpdate(
  boardId: string,
  { since, signal }: { since: string | undefined; signal: AbortSignal },
): Promise<Response> {
  const from = since === undefined ? board.lastEventId() : since;
  if (!board.eventsSince(from, { boardIds: [boardId] }).length)
    await new Promise<void>((resolve) => {
      const one: Held = { boardId, until: Date.now() + TIMEOUT, wake: () => void (held.delete(one), resolve()) };
      held.add(one);
      signal.addEventListener("abort", one.wake);
    });
  const data = board.eventsSince(from, { boardIds: [boardId] });
  return data.length
    ? Response.json({ data, timestamp: data[data.length - 1]!.id })
    : Response.json({ data, timeout: true, timestamp: from });
}

export function notifyWaiters(boardId: string): void {
  [...held].filter((one) => one.boardId === boardId).forEach((one) => one.wake());
}

export function waiterCount(): number {
  return held.size;
}
