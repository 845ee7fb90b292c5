import type { Outcome } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { answerPlace, named } from "../places.ts";
import type { Sources } from "../sources.ts";

/** What a reply is that is not the wanted one: first what kind of thing, then which field. */
export function wrongReply(
  { reply, asked }: { readonly reply: string; readonly asked: readonly string[] },
  outcome: Outcome | undefined,
  sources: Sources,
): Finding | undefined {
  const at = outcome === undefined ? undefined : answerPlace(outcome.trace, reply, sources);
  const value = json(reply);
  if (typeof value === "string" && isObject(json(value)))
    return {
      why: "the reply is a JSON text inside a JSON text: it was stringified twice",
      at: sources.find(/JSON\.stringify\(\s*JSON\.stringify/)[0]?.at ?? at,
      hint: "How many times does the object go through JSON.stringify before it is sent?",
    };
  if (Array.isArray(value))
    return {
      why: `the reply is an array${isObject(value[0]) ? " around an object" : ""}; a message of this protocol is one object`,
      at,
      hint: "What is given to JSON.stringify here?",
    };
  if (!isObject(value)) return undefined;
  const error = errorIn(value);
  if (error === undefined) return undefined;
  const question = asked.length > 0 && asked.every((text) => isObject(json(text)));
  if (!question) return undefined;
  if (/\bundefined\b/.test(error)) return fieldThatIsNotThere(error, asked, at, sources);
  return {
    why: `a message that the protocol knows is answered with the error ${JSON.stringify(error)}: it took the way of a wrong one`,
    at,
    hint: "Which condition sends this message here? Print what it compares.",
  };
}

/** An error that says "undefined" shows the value of a field that the message does not have. */
function fieldThatIsNotThere(error: string, asked: readonly string[], at: Finding["at"], sources: Sources): Finding {
  const fields = Object.keys(asked.map(json).find(isObject) ?? {});
  const read = sources
    .find(/\b(?:message|msg|data|parsed|payload|json)\.([A-Za-z_]\w{0,60})/)
    .find(
      ({ match }) =>
        match[1] !== undefined && !fields.includes(match[1]) && match[1] !== "toString" && match[1] !== "length",
    );
  return {
    why: `the error says ${JSON.stringify(error)}: the code reads a field that the message does not have${read === undefined ? "" : ` (${read.match[1]}, at ${named(read.at)})`}; the message has ${fields.map((field) => `"${field}"`).join(" and ")}`,
    at: read?.at ?? at,
    hint: "Which field does the protocol table use to tell messages apart, and which one does this line read?",
  };
}

function errorIn(value: Record<string, unknown>): string | undefined {
  if (typeof value["error"] === "string") return value["error"];
  return value["type"] === "error" && typeof value["message"] === "string" ? value["message"] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
