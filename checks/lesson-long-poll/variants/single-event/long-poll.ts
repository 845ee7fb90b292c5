import { board } from "./board.js";

type Waiter = { boardId: string; from: string; resolve: (response: Response) => void; timer?: NodeJS.Timeout };

let waiters: Waiter[] = [];

/** One event for each answer, as an object and not as a list; the cursor moves one event at a time. */
function next(boardId: string, from: string): Response | undefined {
  const [event] = board.eventsSince(from, { boardIds: [boardId], limit: 1 });
  return event && Response.json({ data: event, timestamp: event.id });
}

export function waitForUpdate(
  boardId: string,
  { since, signal }: { since: string | undefined; signal: AbortSignal },
): Promise<Response> {
  const from = since ?? board.lastEventId();
  const now = next(boardId, from);
  if (now) return Promise.resolve(now);
  return new Promise((resolve) => {
    const waiter: Waiter = { boardId, from, resolve };
    const leave = (response: Response) => {
      clearTimeout(waiter.timer);
      waiters = waiters.filter((other) => other !== waiter);
      resolve(response);
    };
    waiter.timer = setTimeout(
      () => leave(Response.json({ data: [], timeout: true, timestamp: from })),
      Number(process.env.POLL_TIMEOUT_MS ?? 30000),
    );
    signal.addEventListener("abort", () => leave(new Response(null, { status: 499 })));
    waiters.push(waiter);
  });
}

export function notifyWaiters(boardId: string): void {
  const woken = waiters.filter((waiter) => waiter.boardId === boardId);
  waiters = waiters.filter((waiter) => waiter.boardId !== boardId);
  for (const { from, resolve, timer } of woken) {
    clearTimeout(timer);
    resolve(next(boardId, from) ?? Response.json({ data: [], timeout: true, timestamp: from }));
  }
}

export function waiterCount(): number {
  return waiters.length;
}
