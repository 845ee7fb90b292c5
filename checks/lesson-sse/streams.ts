/** Streams of boards, and how many of them the server says are open. */
import { CheckFailure, expect, type EventStream, type HttpClient, type SseClient } from "#kit";
import { connected } from "./board-events.ts";
import { failures } from "./failures.ts";

/** A client of a board, which has been welcomed: opens the event stream and waits for `connected`. */
export async function watch(sse: SseClient, board: { readonly id: string }): Promise<EventStream> {
  const stream = await sse.open(eventsOf(board));
  await expect(stream).toReceive(connected);
  return stream;
}

/** The path of a board's event stream. */
export function eventsOf(board: { readonly id: string }): string {
  return `/boards/${board.id}/events`;
}

/** Fails unless `GET /debug/connections` says, now or within 2 s, that so many streams are open. */
export async function expectOpenStreams(http: HttpClient, open: number, when: string): Promise<void> {
  const answer = await http.getUntil("/debug/connections", ({ json }) => countIn(json) === open);
  const count = countIn(answer.json);
  if (count === open) return;
  throw new CheckFailure({
    code: typeof count === "number" && count > open ? failures["clients-kept"] : failures["clients-miscounted"],
    sent: answer.sent,
    expected: `{"data":{"sse":${open}}} within 2 s: ${when}`,
    received: `${answer.status} ${answer.body}`,
    event: answer.event,
  });
}

function countIn(json: unknown): unknown {
  return (json as { data?: { sse?: unknown } } | undefined)?.data?.sse;
}
