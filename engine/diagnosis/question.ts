/** What a check that failed had asked over a WebSocket, so that it can be asked again. */
import type { Observation, Question as Asked } from "../kit/failure.ts";
import type { TranscriptEvent, TranscriptKind } from "../transcript-event.ts";

export interface Question extends Asked {
  /** The code with which the connection was closed, if that is what failed (RFC 6455, section 7.4). */
  readonly closeCode: number | undefined;
  /** Whether everything that the check did can be done again. */
  readonly isRepeatable: boolean;
}

/** What a client sends in a conversation that can be held again: connections, texts, frames that prove nothing is missing. */
const REPEATABLE: ReadonlySet<TranscriptKind> = new Set(["upgrade", "text", "ping", "close", "abort"]);

/** Undefined for a check that failed elsewhere than at a WebSocket client. */
export function questionOf(
  transcript: readonly TranscriptEvent[],
  { question, event }: Pick<Observation, "question" | "event">,
): Question | undefined {
  if (question === undefined) return undefined;
  const isRepeatable = transcript.every(
    ({ dir, kind, server }) => server === undefined && (dir !== "out" || REPEATABLE.has(kind)),
  );
  // An expectation that asks nothing itself is about what was sent before it.
  const texts =
    question.texts.length > 0 || question.wanted !== undefined ? question.texts : question.earlier.slice(-1);
  return {
    ...question,
    texts,
    standsAlone: question.standsAlone && isRepeatable,
    isRepeatable,
    closeCode: event?.kind === "close" ? event.code : undefined,
  };
}

/** So many texts are sent again to provoke what ended a server. */
const PROVOKING_TEXTS = 4;

/** What a check sent last over WebSockets, by any client. */
export interface LastSent {
  readonly sent: readonly string[];
  /** The path of the last connection. */
  readonly path: string | undefined;
}

export function lastSent(transcript: readonly TranscriptEvent[]): LastSent {
  const texts = transcript.flatMap(({ kind, dir, text }) => (kind === "text" && dir === "out" ? [text] : []));
  const paths = transcript.flatMap((event) => (event.kind === "upgrade" && event.dir === "out" ? [event.path] : []));
  return { sent: texts.slice(-PROVOKING_TEXTS), path: paths.at(-1) };
}

/** Whether an error is the right answer: then an error that comes is no other kind of message. */
export function wantsError(wanted: Question["wanted"]): boolean {
  return wanted?.matches({ type: "error", error: "an error", message: "an error" }) ?? false;
}
