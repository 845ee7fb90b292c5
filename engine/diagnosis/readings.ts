/** Mistakes that a line shows by itself. They point to the line of a cause that was observed, and find no cause alone. */
import { parsedJson } from "../kit/json.ts";
import type { Failure } from "../verdict.ts";
import type { Finding } from "./failed-check.ts";
import { named } from "./places.ts";
import { wantsError, type Question } from "./question.ts";
import type { Sources } from "./sources.ts";

/** One `=` in a condition, before a text: always a slip. Other assignments there may be meant, as that of a match. */
const ASSIGNS = /\bif\s*\([^"'`=!<>]{0,200}[^"'`=!<>+\-*/%&|^?]=\s*["'`]\w/;

/** Every message takes the same way, and a condition assigns in place of comparing. */
export function assignment({ why }: Pick<Failure, "why">, sources: Sources): Finding | undefined {
  const found = sources.only(ASSIGNS);
  if (found === undefined) return undefined;
  return {
    why: `${why}; the condition at ${named(found.at)} (${found.text}) assigns with =, so it is true for every message`,
    at: found.at,
    hint: "Which operator compares, and which one changes the value on its left?",
  };
}

/** What runs a text as JavaScript. */
const RUNS = /\beval\(|\bnew Function\(|\brunIn(?:New|This)?Context\(/;

/** A text that is no JSON was not refused, and a line runs texts as code. */
export function runsText({ texts, wanted }: Question, sources: Sources): Finding | undefined {
  const isJson = parsedJson(texts.at(-1) ?? "") !== undefined;
  const found = isJson || !wantsError(wanted) ? undefined : sources.find(RUNS)[0];
  if (found === undefined) return undefined;
  return {
    why: `the text is run as JavaScript at ${named(found.at)} (${found.text}), which takes more than JSON, and lets any client run code in your server`,
    at: found.at,
    hint: "Which function reads JSON and nothing else? (MDN, eval: Never use direct eval.)",
  };
}
