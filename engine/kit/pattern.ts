import type { FailureName, LessonFailure } from "../failures/registry.ts";
import { isRecord } from "../is-record.ts";
import { parsedJson } from "./json.ts";
import type { Advice } from "../verdict.ts";

/** A kind of message a check waits for: how to recognise it and how to name it to a learner. */
export interface Pattern {
  /** A noun without an article that completes "no …", for example `pong` or `complaint about JSON`. */
  readonly name: string;
  /** A noun phrase that completes "expected …", for example `a JSON object with "type":"pong"`. */
  readonly phrase: string;
  /** True when a parsed JSON object is such a message. */
  readonly matches: (message: JsonObject) => boolean;
  /** Why a message does not match, as a sentence part; undefined when the phrase is explanation enough. */
  readonly lacks?: (message: JsonObject) => string | undefined;
  /** The failure when neither such a message nor another one arrives. @default `no-message` */
  readonly missing?: FailureName;
  /** Messages that reveal a particular mistake when they arrive instead. The first that matches counts. */
  readonly instead?: readonly { readonly matches: (message: JsonObject) => boolean; readonly failure: LessonFailure }[];
  /** A remark on a message that is accepted but could be better. Never changes a status. */
  readonly advice?: (message: JsonObject) => Advice | undefined;
}

export type JsonObject = { readonly [key: string]: unknown };

/** A pattern from its parts; see `Pattern`. */
export function pattern(
  name: string,
  phrase: string,
  matches: Pattern["matches"],
  more: Omit<Pattern, "name" | "phrase" | "matches"> = {},
): Pattern {
  return { name, phrase, matches, ...more };
}

/** The JSON object in a text, or undefined when the text is not JSON or is another JSON value. */
export function jsonObject(text: string): JsonObject | undefined {
  const value = parsedJson(text);
  return isRecord(value) ? value : undefined;
}

/** True for a string with at least one non-space character. */
export function isSentence(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** How a field differs from the wanted value, for `Pattern.lacks`: missing, another value, or another type. */
export function fieldIs(message: JsonObject, field: string, wanted: string): string {
  if (!Object.hasOwn(message, field)) return `it has no "${field}"`;
  return `its "${field}" is ${JSON.stringify(message[field])?.slice(0, 60)} and not ${wanted}`;
}
