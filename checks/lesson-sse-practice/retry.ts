/** Why a stream does not name SSE_RETRY_MS as the time after which its client reconnects. */
import type { EventStream, Explanation, Tools } from "#kit";
import { eventsOf, placesIn, watch } from "./board-changes.ts";
import { failures } from "./failures.ts";

/** So much longer is the time of another server, which a server that reads it names as well. */
const LONGER_MS = 1_000;

/**
 * What another server says whose SSE_RETRY_MS is longer.
 * @param stream one that named a different time than `wantedMs`, or none
 */
export async function whyOtherRetry(
  { servers, board }: Pick<Tools, "servers" | "board">,
  stream: EventStream,
  wantedMs: number,
): Promise<Explanation | undefined> {
  const named = stream.retries.at(-1);
  if (named === undefined) {
    const comment = stream.comments.some(({ text }) => text.includes("retry"));
    return comment
      ? { why: "`retry` came in a comment: its line begins with a colon, so a browser ignores it" }
      : undefined;
  }
  const { sse } = await servers.start({ env: { SSE_RETRY_MS: String(wantedMs + LONGER_MS) } });
  const other = await watch(sse, eventsOf(placesIn(board).first));
  const change = `SSE_RETRY_MS=${wantedMs} retry: ${named}, and with SSE_RETRY_MS=${wantedMs + LONGER_MS} retry: ${other.retries.at(-1)}`;
  if (other.retries.at(-1) === named)
    return {
      code: failures["retry-not-from-environment"],
      why: `with ${change}: the time is a number in the code, or another variable's`,
    };
  return {
    why: `with ${change}: the variable is read, and what is sent is its value in another unit or with something added`,
  };
}
