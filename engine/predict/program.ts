/** What the learner's own program asks for next. */
import type { TranscriptEvent } from "../transcript-event.ts";
import type { CheckResult } from "../verdict.ts";
import { aboutOf, asChecked, phraseOf } from "./phrases.ts";
import type { Asked } from "./prediction.ts";

/** A question after each answer that a program got, if it asks for one thing at a time. */
export function nextRequestOf(check: CheckResult): Asked[] {
  const { transcript } = check;
  return [...programsOf(transcript)].flatMap((peer) => {
    const own = transcript
      .map((event, index) => ({ event, index }))
      .filter(({ event }) => event.peer === peer && event.dir !== "none");
    if (!own.every(({ event }, index) => event.kind === (index % 2 === 0 ? "request" : "response"))) return [];
    return own.flatMap(({ event, index }, place) => {
      const next = own[place + 1]?.event;
      if (event.kind !== "response" || next?.kind !== "request") return [];
      return [
        {
          at: index + 1,
          about: `request ${aboutOf(next)}`,
          question: `${peer} is answered with ${phraseOf(event)}. What does it ask for next?`,
          right: { text: phraseOf(next), explanation: asChecked("In your run it asked for that", check) },
          wrong: wrongRequests(
            own.slice(0, place).map((each) => each.event),
            next,
          ).map((text) => ({
            text,
            explanation: explanationOf(text),
          })),
          worth: 80,
        },
      ];
    });
  });
}

/** The names of the learner's own programs. */
export function programsOf(transcript: readonly TranscriptEvent[]): ReadonlySet<string> {
  return new Set(transcript.filter(({ kind }) => kind === "start" || kind === "line").map(({ peer }) => peer));
}

const STOPS = "nothing: it ends";

/** What near misses ask for: the same as before, everything again, what an older answer named, or no more at all. */
function wrongRequests(earlier: readonly TranscriptEvent[], next: TranscriptEvent): string[] {
  const asked = earlier.filter(({ kind }) => kind === "request").map(phraseOf);
  const everything = phraseOf(next).replace(/\?\S*/, "");
  return [...new Set([...asked.toReversed().slice(0, 1), everything, STOPS, ...asked])];
}

function explanationOf(text: string): string {
  if (text === STOPS) return "In your run it went on asking.";
  return text.includes("?")
    ? "In your run it had asked for that before, and did not repeat it."
    : "In your run it did not ask for everything once more.";
}
