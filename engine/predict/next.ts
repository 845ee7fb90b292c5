/** What a client receives next. */
import type { TranscriptEvent } from "../transcript-event.ts";
import type { CheckResult } from "../verdict.ts";
import { aboutOf, asChecked, phraseOf, wordsOfAct } from "./phrases.ts";
import { hasGot, isRead, pointsOf, type Point } from "./points.ts";
import type { Asked, Choice } from "./prediction.ts";
import { shapeOf } from "./shape.ts";

/** A question about the next event at the client that acted, or at the only other one that receives something. */
export function nextOf(check: CheckResult, point: Point, checks: readonly CheckResult[]): Asked[] {
  const { act, at, after } = point;
  if (isRead(act) && isAskedAgain(act, check)) return [];
  const peers = [...new Set(after.filter(isReceived).map(({ peer }) => peer))];
  return peers.flatMap((peer) => {
    const event = after.find((each) => each.peer === peer);
    if (event === undefined || !isReceived(event) || shapeOf(event) === undefined) return [];
    // Each client's own order is certain. What is on its way to several of them may arrive in any.
    if (peer !== act.peer && (isRead(act) || !hasGot(check.transcript, point, peer))) return [];
    return [
      {
        at,
        about: `next ${aboutOf(event)}`,
        question: `${wordsOfAct(act)} What does ${peer} receive next?`,
        right: {
          text: phraseOf(event),
          explanation: asChecked(`In your run it came after ${timeBetween(act, event)}`, check),
        },
        wrong: [...elsewhere(event, act, checks), ...inItsPlace(event, act)],
        worth: worthOf(event, act),
      },
    ];
  });
}

function isReceived({ kind, dir }: TranscriptEvent): boolean {
  return dir === "in" && (kind === "response" || kind === "text" || kind === "event" || kind === "bytes");
}

/** A check repeats a request until the answer is the wanted one, and asks for /health to see whether the server lives. */
function isAskedAgain(act: TranscriptEvent, { transcript }: CheckResult): boolean {
  return (
    act.text === "GET /health" ||
    transcript.filter(({ kind, text }) => kind === act.kind && text === act.text).length > 1
  );
}

/** A refusal, a message and an event teach more than the answer of a plain request. */
function worthOf(event: TranscriptEvent, act: TranscriptEvent): number {
  if (event.kind === "bytes") return shapeOf(event) === "101" ? 30 : 60;
  if (event.kind !== "response") return 70;
  return event.code >= 400 ? 60 : isRead(act) ? 20 : 40;
}

/** Events of another shape that came at other points of the run: first those that answer the same kind of request. */
function elsewhere(right: TranscriptEvent, act: TranscriptEvent, checks: readonly CheckResult[]): Choice[] {
  const found = new Map<string, Choice & { readonly isNear: boolean }>();
  const own = shapeOf(right);
  for (const check of checks)
    for (const { act: cause, after } of pointsOf(check.transcript))
      for (const event of after) {
        const shape = event.kind === right.kind ? shapeOf(event) : undefined;
        if (
          shape === undefined ||
          shape === own ||
          found.has(shape) ||
          (cause.kind === "bytes") !== (act.kind === "bytes")
        )
          continue;
        found.set(shape, {
          text: phraseOf(event),
          explanation: `That came in check ${check.id}, after ${phraseOf(cause)}.`,
          isNear: cause.kind === act.kind && placeOf(cause) === placeOf(act),
        });
      }
  return [...found.values()].toSorted((a, b) => Number(b.isNear) - Number(a.isNear)).slice(0, 2);
}

/** What a near miss does instead of the answer. */
function inItsPlace(right: TranscriptEvent, act: TranscriptEvent): Choice[] {
  const silence = { text: "nothing", explanation: "In your run something came." };
  if (right.kind === "response")
    return [
      silence,
      ...(right.code === 500
        ? []
        : [{ text: "500 Internal Server Error", explanation: "In your run nothing failed." }]),
      ...(right.code === 404
        ? []
        : [{ text: "404 Not Found", explanation: "In your run there was something at this path." }]),
    ];
  const closed = { text: "the end of the connection", explanation: "In your run the connection stayed open." };
  if (right.kind === "bytes")
    return [silence, { text: "the same bytes again", explanation: "In your run it was not sent back." }];
  const echo = { text: phraseOf({ ...right, text: act.text }), explanation: "In your run it was not sent back." };
  return [silence, ...(act.kind === "text" ? [echo] : []), closed];
}

/** The method and the first part of the path: two such requests are probably handled by the same route. */
function placeOf(act: TranscriptEvent): string {
  return act.kind === "request" ? `${act.method} ${/^\/[^/?]*/.exec(act.path)?.[0] ?? ""}` : act.kind;
}

function timeBetween(from: TranscriptEvent, to: TranscriptEvent): string {
  return `${Math.max(0, Math.round(to.at - from.at))} ms`;
}
