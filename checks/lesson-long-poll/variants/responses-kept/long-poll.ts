import { board } from "./board.js";

/** The course's own shape: the resolve functions of the responses are kept, and given the event itself. */
const waitersByBoard: Record<string, Array<(event: object | null) => void>> = {};

export async function waitForUpdate(
  boardId: string,
  options: { since: string | undefined; signal: AbortSignal },
): Promise<Response> {
  if (options.since !== undefined) {
    const missed = board.eventsSince(options.since, { boardIds: [boardId] });
    if (missed.length > 0) return Response.json({ data: missed, timestamp: missed[missed.length - 1]?.id });
  }
  const event = await new Promise<object | null>((resolve) => {
    const list = (waitersByBoard[boardId] = waitersByBoard[boardId] || []);
    const finish = (value: object | null) => {
      clearTimeout(timer);
      waitersByBoard[boardId] = (waitersByBoard[boardId] || []).filter((other) => other !== finish);
      resolve(value);
    };
    const timer = setTimeout(finish, +(process.env.POLL_TIMEOUT_MS || 30000), null);
    options.signal.addEventListener("abort", () => finish(null));
    list.push(finish);
  });
  // As on the course's pages: no cursor where nothing happened.
  if (event === null) return Response.json({ data: [], timeout: true });
  return Response.json({ data: [event], timestamp: (event as { id: string }).id });
}

export function notifyWaiters(boardId: string): void {
  const [event] = board.eventsSince(String(Number(board.lastEventId()) - 1), { boardIds: [boardId] });
  for (const finish of [...(waitersByBoard[boardId] || [])]) finish(event ?? null);
}

export function waiterCount(): number {
  return Object.values(waitersByBoard).reduce((sum, list) => sum + list.length, 0);
}
