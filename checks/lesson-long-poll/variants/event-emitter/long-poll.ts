import { EventEmitter, once } from "node:events";
import { board } from "./board.js";

const bus = new EventEmitter();
bus.setMaxListeners(0);
let held = 0;

export async function waitForUpdate(
  boardId: string,
  { since, signal }: { since: string | undefined; signal: AbortSignal },
): Promise<Response> {
  const start = since ?? board.lastEventId();
  const read = () => board.eventsSince(start, { boardIds: [boardId] });
  let events = read();
  if (events.length === 0) {
    const over = new AbortController();
    const stop = () => over.abort();
    const timer = setTimeout(stop, Number(process.env["POLL_TIMEOUT_MS"] || 30_000));
    signal.addEventListener("abort", stop, { once: true });
    held += 1;
    try {
      await once(bus, boardId, { signal: over.signal });
    } catch {
      // The time is over, or the client has gone.
    } finally {
      held -= 1;
      clearTimeout(timer);
    }
    events = read();
  }
  const body = { data: events, timestamp: events[events.length - 1]?.id ?? start };
  return Response.json(events.length > 0 ? body : { ...body, timeout: true });
}

export const notifyWaiters = (boardId: string): void => void bus.emit(boardId);

export const waiterCount = (): number => held;
