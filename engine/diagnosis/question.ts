/** What a failed check had asked, so that it can be asked again. */
import type { Question as Asked } from "../kit/failure.ts";
import type { CheckResult } from "../verdict.ts";

export interface Question extends Asked {
  /** The code with which the connection was closed, if it was (RFC 6455, section 7.4). */
  readonly closeCode: number | undefined;
}

/**
 * What was asked, from the expectation that failed; where that knows nothing, what the client had sent last.
 * @returns undefined for a check that opened no WebSocket connection
 */
export function questionOf({ transcript }: CheckResult, asked: Asked | undefined): Question | undefined {
  const opened = transcript.findLast(({ kind, dir }) => kind === "upgrade" && dir === "in");
  const [path] = transcript.flatMap((event) =>
    event.kind === "upgrade" && event.dir === "out" && event.peer === opened?.peer ? [event.path] : [],
  );
  const closed = transcript.findLast(({ kind, dir }) => kind === "close" && dir === "none");
  const closeCode = closed?.kind === "close" ? closed.code : undefined;
  const sent = transcript.flatMap(({ kind, dir, text }) => (kind === "text" && dir === "out" ? [text] : []));
  if (asked !== undefined) {
    // What was sent before an expectation that asks nothing itself is what it is about.
    const texts = asked.texts.length > 0 || asked.wanted !== undefined ? asked.texts : asked.earlier.slice(-1);
    return { ...asked, texts, closeCode };
  }
  if (path === undefined) return undefined;
  return { texts: sent.slice(-1), earlier: sent.slice(0, -1), path, wanted: undefined, closeCode };
}
