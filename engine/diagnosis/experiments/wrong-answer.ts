/** Which line made an answer, or sent a message, that is not as the check expected. */
import { listOf } from "../../text/suggest.ts";
import { decidingLine, named } from "../places.ts";
import { isSending, type Fact, type SeenRequests } from "../seen-requests.ts";
import type { Place } from "../sources.ts";
import { ofKind, type TraceEventOf } from "../trace.ts";

/** So much of a message is compared with what a line has written. */
const COMPARED = 40;
/** So many functions that are called on the way are named. */
const CALLS_SHOWN = 2;
/** A call of a function by its name. */
const CALL = /(?<![.\w])(\w{1,60})\(/g;

/** The line that made the answer which is not as expected. */
export function wrongAnswer(seen: SeenRequests): Fact | undefined {
  const { observation, transcript, trace, observed } = seen.again;
  const { event, sent } = observation;
  if (event?.kind !== "response" && event?.kind !== "head") return undefined;
  const before = transcript.slice(0, transcript.indexOf(event));
  const own = seen.requests.filter((one) => one.peer === event.peer && before.includes(one));
  // A client may have asked again before it was answered.
  const asked = own.findLast(({ method, path }) => `${sent} `.startsWith(`${method} ${path} `)) ?? own.at(-1);
  const number = seen.numberOf(asked);
  if (asked === undefined || number === undefined) return undefined;
  const phrase = seen.phraseOf(asked);
  const answers = ofKind(trace, "answer").filter(({ request }) => request === number);
  const made = answers.findLast(({ at }) => seen.own(at).length > 0);
  if (made !== undefined) {
    const at = decidingLine(seen.own(made.at), event.text, seen.sources);
    const change = changeAround(seen, made, number);
    const during = change === undefined ? "" : `, while ${seen.phraseOf(change)} was handled`;
    if (at === undefined) return undefined;
    const called = calledOnTheWay(seen, at);
    const by = called.length === 0 ? "" : `, in a function that calls ${listOf(called, "and")}`;
    return {
      what: `${phrase} was answered at ${named(at)}${by}${during}`,
      at,
      isOnlyPlace: by === "" && during === "",
    };
  }
  const last = answers.at(-1);
  if (last === undefined || last.status < 400) return undefined;
  const logged = ofKind(trace, "logged").at(-1);
  const thrown = logged && last.status >= 500 ? observed.describe(logged) : undefined;
  if (thrown !== undefined)
    return { what: `while ${phrase} was handled, this was thrown: ${thrown.error}`, at: thrown.at };
  const [given] = last.at;
  if (given !== undefined)
    return {
      what: `${phrase} was answered at ${named(given)}, which comes with the lesson and answers so when something was thrown before`,
      at: undefined,
    };
  return last.status === 404
    ? { what: `no line of yours answered ${phrase}: there is no route for it`, at: undefined }
    : undefined;
}

/** The learner's functions in other files that the function around a line calls: what is wrong may be made there. */
function calledOnTheWay({ again, sources }: SeenRequests, at: Place): string[] {
  const ran = again.blocks.ran.filter((one) => one.at !== undefined && sources.has(one.at.file));
  const around = ran
    .filter((one) => one.at?.file === at.file && one.at.line <= at.line)
    .toSorted((a, b) => (b.at?.line ?? 0) - (a.at?.line ?? 0))[0];
  const names = new Set([...(around?.text ?? "").matchAll(CALL)].map(([, name]) => name));
  return ran
    .flatMap((one) =>
      names.has(one.name) && one.at?.file !== at.file ? `${one.name} (${named(one.at as Place)})` : [],
    )
    .slice(0, CALLS_SHOWN);
}

/** The line that sent the message which is not as expected, or that came once too often. */
export function wrongMessage(seen: SeenRequests): Fact | undefined {
  const { observation, trace } = seen.again;
  const { event } = observation;
  if (event?.kind !== "event" && event?.kind !== "comment" && event?.kind !== "text" && event?.kind !== "chunk")
    return undefined;
  // Data of several lines stands in several fields.
  const [beginning = ""] = event.text.slice(0, COMPARED).split("\n", 1);
  const sent = trace.filter((one) => isSending(one)).findLast(({ text = "" }) => text.includes(beginning));
  if (sent === undefined || beginning === "") return undefined;
  const lines = seen.own(sent.at);
  const at = decidingLine(lines, event.text, seen.sources);
  if (at === undefined) return undefined;
  // A function that only sends is called from everywhere: what is wrong may be who calls it, or with what.
  const caller = lines.slice(lines.indexOf(at) + 1).find(({ file, line }) => file !== at.file || line !== at.line);
  const by = caller === undefined ? "" : `, in a function that ${named(caller)} calls`;
  const request = ofKind(trace, "request").find(({ number }) => number === sent.request);
  const during = request === undefined ? "" : `, while ${seen.phraseOf(request)} was handled`;
  return { what: `it was sent at ${named(at)}${by}${during}`, at };
}

/** The change, asked for later than a request, that was being handled when the request's answer was made. */
function changeAround(
  seen: SeenRequests,
  answer: TraceEventOf<"answer">,
  request: number,
): TraceEventOf<"request"> | undefined {
  const { trace } = seen.again;
  const index = trace.indexOf(answer);
  const [over] = ofKind(trace.slice(index), "changed");
  return ofKind(trace.slice(0, index), "request").find(({ number }) => number === over?.request && number > request);
}
