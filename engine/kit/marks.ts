/** Which event of a conversation made its check fail, and where the expected one is missing. */
import type { TranscriptEvent } from "../transcript-event.ts";
import type { MarkRule } from "../failures/definition.ts";
import type { Failure } from "../verdict.ts";

/** In the form in which the verdict stores them. */
export type Marks = Pick<Failure, "event" | "missing">;

/** Marks that the check itself determined. */
export interface KnownMarks {
  /** Index of the offending event. */
  readonly named?: number | undefined;
  /** The client that misses something. @default the one that asked last */
  readonly peer?: string | undefined;
}

/**
 * The marks of a failure in its check's conversation, by the rule of its code. Uses events, never sentences. Linear in the
 * number of events.
 */
export function marksOf(transcript: readonly TranscriptEvent[], rule: MarkRule, known: KnownMarks = {}): Marks {
  const { named } = known;
  const question = lastQuestion(transcript, rule);
  if (question === -1) return named === undefined ? {} : { event: named };
  const peer = known.peer ?? transcript[question]?.peer ?? "";
  const offending = named ?? offendingIn(transcript, rule.offending, peer);
  const answers = transcript.slice(question + 1).filter((event) => event.peer === peer && isAnswer(event));
  const isMissing =
    rule.missing === "always" ||
    (rule.missing === "unanswered" && answers.every(({ kind }) => kind === "upgrade")) ||
    (rule.missing === "alone" && answers.length <= 1);
  return {
    ...(offending === -1 ? {} : { event: offending }),
    ...(isMissing ? { missing: { after: placeOfMissing(transcript, question, offending), peer } } : {}),
  };
}

/** The last request of a client. A ping frame or a signal counts only when its missing answer failed the check. */
function lastQuestion(transcript: readonly TranscriptEvent[], { asked }: MarkRule): number {
  return transcript.findLastIndex(({ dir, kind }) => {
    if (dir !== "out" || kind === "pong" || kind === "close" || kind === "abort") return false;
    return kind === "ping" || kind === "signal" ? kind === asked : true;
  });
}

function offendingIn(transcript: readonly TranscriptEvent[], kind: MarkRule["offending"], peer: string): number {
  const last = (such: (event: TranscriptEvent) => boolean) => transcript.findLastIndex(such);
  const isMessage = ({ dir, kind }: TranscriptEvent) =>
    dir === "in" && (kind === "text" || kind === "binary" || kind === "event");
  const isClose = ({ dir, kind }: TranscriptEvent) => dir !== "out" && kind === "close";
  switch (kind) {
    case undefined:
      return -1;
    case "message":
      return last((event) => isMessage(event) && event.peer === peer);
    case "message elsewhere":
      return last((event) => isMessage(event) && event.peer !== peer);
    case "response":
      return last(({ dir, kind }) => dir === "in" && (kind === "response" || kind === "head"));
    case "close":
      return last(isClose);
    case "error":
      return last(({ kind }) => kind === "error");
    case "end of the server": {
      const exit = last(({ kind }) => kind === "exit");
      return exit === -1 ? last((event) => isClose(event) || event.kind === "error") : exit;
    }
  }
}

/** At the offending answer, else after the last answer, which is before anything the check did after its wait. */
function placeOfMissing(transcript: readonly TranscriptEvent[], question: number, offending: number): number {
  const event = transcript[offending];
  if (event !== undefined && isAnswer(event)) return offending;
  return Math.max(question, transcript.findLastIndex(isAnswer));
}

function isAnswer({ dir, kind }: TranscriptEvent): boolean {
  return dir === "in" && kind !== "ping" && kind !== "pong";
}
