import { isRecord } from "../../is-record.ts";
import { parsedJson } from "../../kit/json.ts";
import { shorten } from "../../kit/transcript.ts";
import type { Outcome } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { answerPlace, named } from "../places.ts";
import { wantsError, type Question } from "../question.ts";
import type { Place, Sources } from "../sources.ts";
import { ofKind } from "../trace.ts";

/** What a reply is that is not the wanted one: first what kind of thing, then which field. */
export function wrongReply(
  reply: string,
  { texts, wanted }: Pick<Question, "texts" | "wanted">,
  { trace }: Pick<Outcome, "trace">,
  sources: Sources,
): Finding | undefined {
  const at = answerPlace(trace, reply, sources);
  const value = parsedJson(reply);
  if (typeof value === "string" && isRecord(parsedJson(value)))
    return {
      why: "the reply is a JSON text inside a JSON text: it was stringified twice",
      at: sources.find(/JSON\.stringify\(\s*JSON\.stringify/)[0]?.at ?? at,
      hint: "How many times does the object go through JSON.stringify before it is sent?",
    };
  if (Array.isArray(value))
    return {
      why: `the reply is an array${isRecord(value[0]) ? " around an object" : ""}; a message of this protocol is one object`,
      at,
      hint: "What is given to JSON.stringify here?",
    };
  const error = isRecord(value) ? errorIn(value) : undefined;
  const isRight = texts.length > 0 && texts.every((text) => isRecord(parsedJson(text))) && !wantsError(wanted);
  if (error === undefined || !isRight) return undefined;
  if (/\bundefined\b/.test(error)) return undefinedInError(error, texts, at, sources);
  const unparsed = ofKind(trace, "unparsed").at(-1);
  const parsedAt = unparsed?.at[0];
  if (unparsed !== undefined && parsedAt !== undefined)
    return {
      why: `the message is JSON, and JSON.parse was given something else at ${named(parsedAt)} (${sources.line(parsedAt)}): ${shorten(unparsed.given, 60)}; so it threw, and the answer is the error ${JSON.stringify(error)}`,
      at: parsedAt,
      hint: "What is the first argument of the listener, and which part of it is the text? (ws documentation, event 'message'.)",
    };
  return {
    why: `a message that the protocol knows is answered with the error ${JSON.stringify(error)}: the code took it for a wrong one`,
    at,
    hint: "Which condition sends this message here? Print what it compares.",
  };
}

/** A field of a message, and not a method of its text. */
const READS = /\b(?:message|msg|data|parsed|payload|json)\.([A-Za-z_]\w{0,60})\b(?!\s*\()/;

/** An error that says "undefined" shows a value that is missing: of a field, where the code reads one that no message has. */
function undefinedInError(error: string, asked: readonly string[], at: Place | undefined, sources: Sources): Finding {
  const fields = Object.keys(asked.map(parsedJson).find(isRecord) ?? {});
  const reads = sources
    .find(READS)
    .filter(({ match: [, field = ""] }) => !fields.includes(field) && field !== "length");
  const inAnswer = at && READS.exec(sources.line(at))?.[1];
  const names = new Set(reads.map(({ match: [, field] }) => field));
  const field = inAnswer !== undefined && names.has(inAnswer) ? inAnswer : names.size === 1 ? [...names][0] : undefined;
  const read = reads.find(({ match }) => match[1] === field);
  const said = `the error says ${JSON.stringify(error)}`;
  if (read === undefined)
    return {
      why: `${said}: a value in it is undefined`,
      at,
      hint: "Which value on this line is missing, and where does it come from?",
    };
  return {
    why: `${said}: the code reads a field that the message does not have (${field}, at ${named(read.at)}); the message has ${fields.map((name) => `"${name}"`).join(" and ")}`,
    at: read.at,
    hint: "Which field does the protocol table use to tell messages apart, and which one does this line read?",
  };
}

function errorIn(value: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof value["error"] === "string") return value["error"];
  return value["type"] === "error" && typeof value["message"] === "string" ? value["message"] : undefined;
}
