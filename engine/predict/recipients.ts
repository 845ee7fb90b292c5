/** Who gets what follows from an act, and who does not. */
import { listOf } from "../text/suggest.ts";
import { bytesOf, type TranscriptEvent } from "../transcript-event.ts";
import type { CheckResult } from "../verdict.ts";
import { aboutOf, asChecked, phraseOf, wordsOfAct } from "./phrases.ts";
import { hasGot, isRead, type Point } from "./points.ts";
import type { Asked, Choice } from "./prediction.ts";
import { programsOf } from "./program.ts";

const PEERS_LIMIT = 4;

/** A question about the recipients of the first message that follows; none when it is not certain who had it on its way. */
export function recipientsOf(check: CheckResult, point: Point): Asked[] {
  const { transcript } = check;
  const { act, at, after } = point;
  if (isRead(act)) return [];
  const isAnswer = (event: TranscriptEvent) => act.kind === "request" && event.peer === act.peer;
  const open = listeners(transcript, at);
  const message = after.find((event) => isMessage(event) && !isAnswer(event) && open.includes(event.peer));
  if (message === undefined) return [];
  const transports = new Set(after.flatMap((event) => (isSame(event, message) ? [transportOf(event.peer)] : [])));
  const listening = open.filter((peer) => transports.has(transportOf(peer)));
  if (listening.length < 2 || listening.length > PEERS_LIMIT) return [];
  // A message that came before too, such as a pong, may have been caused by something else.
  if (transcript.slice(0, at).some((event) => event.dir === "in" && isSame(event, message))) return [];
  const got = listening.filter((peer) => after.some((event) => event.peer === peer && isSame(event, message)));
  if (!got.every((peer) => hasGot(transcript, point, peer))) return [];
  const later = transcript.slice(at + after.length);
  const isCertain = (peer: string) =>
    got.includes(peer) ||
    point.proved.has(peer) ||
    !later.some((event) => event.peer === peer && event.dir === "in" && isSame(event, message));
  if (!listening.every(isCertain)) return [];

  const missed = listening.filter((peer) => !got.includes(peer));
  const asksForMissed = missed.length > 0 && missed.length < got.length;
  const right = asksForMissed ? missed : got;
  const sets = mistakes(listening, got, act.peer).map((set) =>
    asksForMissed ? listening.filter((peer) => !set.includes(peer)) : set,
  );
  const went = `it went to ${listOf(got, "and")}${missed.length === 0 ? "" : ` and not to ${listOf(missed)}`}`;
  const explained = (set: readonly string[]): Choice => {
    const wrong = listening.find((peer) => set.includes(peer) !== right.includes(peer)) ?? "";
    return {
      text: namesOf(set, listening),
      explanation: `In your run ${wrong} ${got.includes(wrong) ? "received it" : "did not receive it"}.`,
    };
  };
  return [
    {
      at,
      about: `who ${aboutOf(message)}`,
      question: `${wordsOfAct(act)} Of ${listOf(listening, "and")}, who ${asksForMissed ? "does not receive" : "receives"} ${phraseOf(message)}?`,
      right: { text: namesOf(right, listening), explanation: asChecked(`In your run ${went}`, check) },
      wrong: sets.map(explained),
      worth: missed.length > 0 ? 100 : 50,
    },
  ];
}

/** To whom near misses send it: to everybody, to nobody, back to the sender, or to all but one. */
function mistakes(listening: readonly string[], got: readonly string[], sender: string): string[][] {
  const others = listening.filter((peer) => peer !== sender);
  return [
    [...listening],
    listening.filter((peer) => got.includes(peer) !== (peer === sender)),
    others,
    [],
    listening.filter((peer) => !got.includes(peer)),
    ...got.map((left) => got.filter((peer) => peer !== left)),
    ...listening.map((peer) => [peer]),
  ];
}

/** Clients of the check with an open event stream, WebSocket or held request. What a program receives is not recorded whole. */
function listeners(transcript: readonly TranscriptEvent[], until: number): string[] {
  const open = new Map<string, TranscriptEvent>();
  const programs = programsOf(transcript);
  for (const event of transcript.slice(0, until)) {
    const { kind, dir, peer } = event;
    if (isEnd(event) || kind === "response" || kind === "error" || kind === "end") open.delete(peer);
    else if (kind === "head" || (kind === "upgrade" && dir === "in") || kind === "request") open.set(peer, event);
  }
  // The request of the act itself is not one that waits for news, and a client that ends its connection hears nothing more.
  const act = transcript[until - 1];
  return [...open].flatMap(([peer, event]) => (event === act || programs.has(peer) ? [] : [peer]));
}

/** Clients are named after their transport and numbered. */
function transportOf(peer: string): string {
  return peer.replace(/-\d+$/, "");
}

function isEnd({ kind }: TranscriptEvent): boolean {
  return kind === "close" || kind === "abort";
}

function isMessage({ kind, dir }: TranscriptEvent): boolean {
  return dir === "in" && (kind === "text" || kind === "event" || kind === "response");
}

function isSame(a: TranscriptEvent, b: TranscriptEvent): boolean {
  // Long texts are cut in a transcript, and the sizes are those before the cut.
  return a.text === b.text && bytesOf(a) === bytesOf(b);
}

function namesOf(set: readonly string[], listening: readonly string[]): string {
  if (set.length === 0) return "none of them";
  const names = listOf(
    listening.filter((peer) => set.includes(peer)),
    "and",
  );
  return set.length === listening.length ? `all of them: ${names}` : names;
}
