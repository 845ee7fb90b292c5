import { BARRIER_LIMIT_MS } from "../../limits.ts";
import type { ServerLink } from "../../server-link.ts";
import { Exchange } from "./exchange.ts";
import { outgoing } from "./http-request.ts";
import { replyLimit } from "../../reply-limit.ts";

/**
 * Sends the server another request and waits for the beginning of any answer, so that a check need not sleep to establish
 * that something did not arrive: whatever the server sends at once, it sends before this answer. The request is not
 * recorded in the transcript.
 * @returns false when no answer begins within `BARRIER_LIMIT_MS`
 */
export function roundTrip(link: ServerLink, path: string): Promise<boolean> {
  const answered = new Promise<boolean>((resolve) => {
    const finish = (isAnswered: boolean) => {
      cancel();
      exchange.abort();
      // Data that arrived at the same time on other connections is read first.
      setImmediate(() => resolve(isAnswered));
    };
    const cancel = replyLimit(link.server, BARRIER_LIMIT_MS, () => finish(false));
    const exchange = new Exchange(link.address, outgoing("HEAD", path, {}), {
      onSent: () => {},
      onHead: () => finish(true),
      onChunk: () => {},
      onEnd: () => finish(true),
      onFailure: () => finish(false),
    });
  });
  return link.waiting(answered);
}
