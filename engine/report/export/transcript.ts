/** transcript.txt: the verdict on one submission as text, then the complete transcript of each check. */
import type { TranscriptEvent } from "../../transcript-event.ts";
import type { Verdict } from "../../verdict.ts";
import { arrowOf } from "../../text/wire.ts";
import { plainLine } from "./plain.ts";
import { nameOf, verdictText } from "./words.ts";

const DETAIL_CHARACTERS = 4_000;
const EVENT_CHARACTERS = 2_000;

export function fullTranscript(verdict: Verdict): string {
  const checks = verdict.exercises.flatMap((exercise) => exercise.checks);
  const conversations = checks
    .filter(({ transcript }) => transcript.length > 0)
    .map((check) => `${nameOf(check)}: ${check.status}\n${check.transcript.map(eventLine).join("")}`);
  return [`${verdictText(verdict, DETAIL_CHARACTERS)}\n`, ...conversations].join("\n");
}

/** Time, peer, direction, payload. */
function eventLine({ at, peer, text, ...event }: TranscriptEvent): string {
  const time = `${Number.isFinite(at) ? Math.round(at) : "?"} ms`.padStart(9);
  return `${time}  ${plainLine(peer, 20).padEnd(9)} ${arrowOf({ at, peer, text, ...event })} ${plainLine(text, EVENT_CHARACTERS)}\n`;
}
