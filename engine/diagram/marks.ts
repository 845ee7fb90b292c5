/** Which event of a conversation made its check fail, and where the expected one is missing. */
import type { TranscriptEvent } from "../transcript-event.ts";
import type { Failure } from "../verdict.ts";

export interface Marks {
  /** Index of the event that is not as expected; `null` when every event is right, but one is missing. */
  readonly offending: number | null;
  /** Where the expected event is missing: after the event with this index, at this client. */
  readonly missing: { readonly after: number; readonly peer: string } | null;
}

/** The event that a failure code refers to, when the failure does not contain its index. */
type Offending = "none" | "message" | "message elsewhere" | "response" | "close" | "end of the server" | "error";
/** When an event is missing. `unanswered`: if nothing came after the question. `alone`: if only the offending event came. */
type Missing = "always" | "unanswered" | "alone" | "never";

const NOTHING: Marks = { offending: null, missing: null };

const RULES: Readonly<Record<string, readonly [Offending, Missing]>> = {
  "works-once": ["none", "always"],
  "too-few": ["none", "always"],
  "too-slow": ["none", "never"],
  "event-loop-blocked": ["none", "always"],
  "not-closed": ["none", "always"],
  "not-ended": ["none", "always"],
  "handshake-hangs": ["none", "always"],
  "http-not-answering": ["none", "always"],
  "handshake-answered-by-http": ["response", "always"],
  "second-port": ["response", "always"],
  "handshake-invalid": ["error", "always"],
  "handshake-reset": ["error", "always"],
  "handshake-refused": ["error", "always"],
  "http-wrong-status": ["response", "always"],
  "http-wrong-body": ["response", "always"],
  "http-wrong-header": ["response", "always"],
  "wrong-message": ["message", "always"],
  "not-json": ["message", "always"],
  "binary-instead-of-text": ["message", "always"],
  "pong-for-everything": ["message", "always"],
  echo: ["message", "alone"],
  doubled: ["message", "never"],
  "answered-twice": ["message", "never"],
  flooded: ["message", "never"],
  late: ["message", "never"],
  "wrong-recipient": ["message elsewhere", "unanswered"],
  "connection-closed": ["close", "unanswered"],
  "broken-frame": ["close", "unanswered"],
  "wrong-close-code": ["close", "always"],
  "server-stopped": ["end of the server", "unanswered"],
  "server-exited": ["end of the server", "unanswered"],
  "server-killed": ["end of the server", "unanswered"],
  "server-signalled": ["end of the server", "unanswered"],
};

/** Reads the failure's code and the events, never its sentences. Linear in the number of events. */
export function marksOf(transcript: readonly TranscriptEvent[], failure: Failure | null): Marks {
  if (failure === null || transcript.length === 0) return NOTHING;
  const { code } = failure;
  const question = lastQuestion(transcript, code);
  if (question === -1) return NOTHING;
  const peer = transcript[question]?.peer ?? "";
  const [kindOfEvent, missing] = Object.hasOwn(RULES, code) ? (RULES[code] ?? defaultRule(code)) : defaultRule(code);
  const offending = failure.event ?? offendingIn(transcript, kindOfEvent, peer);
  const answers = transcript.slice(question + 1).filter((event) => event.peer === peer && isAnswer(event));
  const lacking =
    missing === "always" ||
    (missing === "unanswered" && answers.every(({ kind }) => kind === "upgrade")) ||
    (missing === "alone" && answers.length <= 1);
  return {
    offending: offending === -1 ? null : offending,
    missing: lacking ? { after: placeOfLack(transcript, question, offending), peer } : null,
  };
}

/** For codes without a rule: `no-...` means that the event is missing, any other code that an event is wrong. */
function defaultRule(code: string): readonly [Offending, Missing] {
  return code.startsWith("no-") ? ["none", "always"] : ["message", "unanswered"];
}

/** The last thing a client asked for. A ping frame counts only when the check failed for its missing answer. */
function lastQuestion(transcript: readonly TranscriptEvent[], code: string): number {
  return transcript.findLastIndex(({ dir, kind }) => {
    if (dir !== "out" || kind === "pong" || kind === "close") return false;
    if (kind === "ping") return code === "no-pong-frame";
    return kind !== "signal" || code === "not-ended";
  });
}

function offendingIn(transcript: readonly TranscriptEvent[], kindOfEvent: Offending, peer: string): number {
  const last = (such: (event: TranscriptEvent) => boolean) => transcript.findLastIndex(such);
  const isMessage = ({ dir, kind }: TranscriptEvent) =>
    dir === "in" && (kind === "text" || kind === "binary" || kind === "event");
  const isClose = ({ dir, kind }: TranscriptEvent) => dir !== "out" && kind === "close";
  switch (kindOfEvent) {
    case "none":
      return -1;
    case "message":
      return last((event) => isMessage(event) && event.peer === peer);
    case "message elsewhere":
      return last((event) => isMessage(event) && event.peer !== peer);
    case "response":
      return last(({ dir, kind }) => dir === "in" && kind === "response");
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

/** At the offending answer; without one, after the last answer, so before what the check did once its wait was over. */
function placeOfLack(transcript: readonly TranscriptEvent[], question: number, offending: number): number {
  const kindOfEvent = transcript[offending];
  if (kindOfEvent !== undefined && isAnswer(kindOfEvent)) return offending;
  return Math.max(question, transcript.findLastIndex(isAnswer));
}

function isAnswer({ dir, kind }: TranscriptEvent): boolean {
  return dir === "in" && kind !== "ping" && kind !== "pong";
}
