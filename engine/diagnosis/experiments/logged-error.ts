import { parsedJson } from "../../kit/json.ts";
import type { Conversation } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import { named } from "../places.ts";
import type { Question } from "../question.ts";
import type { Place, Sources } from "../sources.ts";
import { ofKind, type TraceEvent } from "../trace.ts";
import { explainCrash } from "../explain-crash.ts";

/** Whether the handler threw by mistake, and something caught and logged it. */
export function loggedError(
  trace: readonly TraceEvent[],
  { question, observed }: Conversation,
  sources: Sources,
): Finding | undefined {
  const logged = ofKind(trace, "logged").at(-1);
  const crash = logged === undefined ? undefined : observed.describe(logged);
  if (crash === undefined || isExpected(crash, question, sources)) return undefined;
  const { error, at } = crash;
  const where = at === undefined ? "" : ` at ${named(at)} (${sources.line(at)})`;
  const explained = explainCrash({ error, at, rejected: false, caught: true }, sources);
  const threw = `your code threw${where}, and a catch block took the error and logged it: ${error}`;
  return {
    why: explained === undefined ? threw : `${explained.why}; ${threw}`,
    at: explained?.at ?? at,
    hint: explained?.hint ?? "Which value on this line is not what the line expects?",
  };
}

/** Text that is not JSON makes JSON.parse throw, and a throw statement is meant: neither is the mistake. */
function isExpected(
  { error, at }: { readonly error: string; readonly at: Place | undefined },
  { texts }: Question,
  sources: Sources,
): boolean {
  if (at !== undefined && /\bthrow\b/.test(sources.line(at))) return true;
  return error.startsWith("SyntaxError") && texts.some((text) => parsedJson(text) === undefined);
}
