import { CheckFailure, type Observation } from "../../failure.ts";
import {
  belongingPhrase,
  differenceBetween,
  differenceFrom,
  phraseOf,
  type JsonDifference,
  type JsonShape,
  type Shaped,
} from "../../json-shape.ts";
import { shorten } from "../../transcript.ts";
import type { HttpAnswer } from "./http-answer.ts";

const SHOWN_CHARACTERS = 120;

/** What a decoder puts in the place of bytes that are no character. */
const REPLACEMENT = "\ufffd";
const DAMAGED = "characters of the body were cut in two: its bytes were joined as text";
const REFUSED_WITH_SUCCESS =
  "the body says that the request was refused, and the status says that it was carried out: the status was not set";
/** Why several headers of one name are fewer when they arrive. */
const FOLDED = "repeated headers were folded into one on the way out";

/** Expectations of one HTTP answer. */
export class AnswerExpectation {
  readonly #answer: HttpAnswer;

  constructor(answer: HttpAnswer) {
    this.#answer = answer;
  }

  /** Fails with `http-wrong-status` unless the answer has one of these status codes. */
  toHaveStatus(...statuses: readonly number[]): void {
    const { status, body } = this.#answer;
    if (statuses.includes(status)) return;
    const isRefusal = statuses.every((wanted) => wanted >= 400) && status < 300;
    throw this.#failure({
      code: "http-wrong-status",
      status,
      ...(isRefusal && this.#answer.saysError ? { why: REFUSED_WITH_SUCCESS } : {}),
      expected: `status ${statuses.join(" or ")}`,
      received: `status ${status}${body === "" ? "" : ` with the body ${shorten(body, SHOWN_CHARACTERS)}`}`,
    });
  }

  /** Fails with `http-wrong-body` unless the body contains this text. */
  toContain(text: string): void {
    const { sent, body } = this.#answer;
    if (body.includes(text)) return;
    throw this.#failure({
      code: "http-wrong-body",
      sent: sent.includes(text) ? sent : `${sent} (with ${text})`,
      expected: `a body that contains ${text}`,
      received: body === "" ? "an empty body" : shorten(body, SHOWN_CHARACTERS),
      ...damage(body, text),
    });
  }

  /** Fails with `http-wrong-body` unless the body is exactly this text. */
  toHaveBody(text: string): void {
    const { body } = this.#answer;
    if (body === text) return;
    throw this.#failure({
      code: "http-wrong-body",
      expected: text === "" ? "an empty body" : `the body ${shorten(text, SHOWN_CHARACTERS)}`,
      received: body === "" ? "an empty body" : shorten(body, SHOWN_CHARACTERS),
      ...damage(body, text),
    });
  }

  /**
   * Fails with `http-wrong-header` unless the header is as wanted.
   * @param wanted the exact value, a pattern for it, or the number of headers of this name
   */
  toHaveHeader(name: string, wanted: string | RegExp | { readonly count: number }): void {
    const got = this.#answer.headers.get(name.toLowerCase()) ?? [];
    if (isSuchHeader(got, wanted)) return;
    throw this.#failure({
      code: "http-wrong-header",
      expected: headerPhrase(name, wanted),
      received: got.length === 0 ? `no header ${name}` : got.join(" and "),
      ...(typeof wanted === "object" && "count" in wanted && got.length > 0 ? { why: FOLDED } : {}),
    });
  }

  /** Fails with `http-wrong-header` unless the media type is this one; parameters such as charset are ignored. */
  toHaveContentType(type: string): void {
    const got = this.#answer.header("content-type") ?? "";
    if (got.split(";")[0]?.trim().toLowerCase() === type) return;
    throw this.#failure({
      code: "http-wrong-header",
      expected: `the header content-type: ${type}`,
      received: got === "" ? "no header content-type" : got,
    });
  }

  /**
   * Fails unless the body is exactly this JSON value, without further fields: with `http-not-json`, `http-missing-field` or
   * `http-wrong-json`, naming the smallest part that differs.
   */
  toHaveJson(expected: unknown): void {
    this.#compare(JSON.stringify(expected), (json) => differenceBetween(expected, json));
  }

  /**
   * Fails unless the body is JSON of this shape, with the codes of `toHaveJson`; objects may have further fields.
   * Returns the JSON value, so that a check can use values chosen by the server.
   */
  toMatchJson<const S extends JsonShape>(shape: S): Shaped<S> {
    return this.#compare(phraseOf(shape), (json) => differenceFrom(shape, json)) as Shaped<S>;
  }

  #compare(phrase: string, differenceOf: (json: unknown) => JsonDifference | undefined): unknown {
    const { json, body } = this.#answer;
    if (json === undefined)
      throw this.#failure({
        code: "http-not-json",
        expected: `JSON: ${shorten(phrase, SHOWN_CHARACTERS)}`,
        received: body === "" ? "an empty body" : `no JSON: ${shorten(body, SHOWN_CHARACTERS)}`,
      });
    const difference = differenceOf(json);
    if (difference === undefined) return json;
    const { path, expected, received } = difference;
    const belongs = belongingPhrase(difference);
    const part = path === "" ? "the body" : path;
    throw this.#failure({
      code: received === undefined ? "http-missing-field" : "http-wrong-json",
      expected: `${part} to be ${shorten(expected, SHOWN_CHARACTERS)}`,
      received:
        received === undefined
          ? `no ${path}, in ${shorten(body, SHOWN_CHARACTERS)}`
          : `${part} is ${received}${belongs}`,
    });
  }

  #failure(observation: Omit<Observation, "sent"> & { readonly sent?: string }): CheckFailure {
    const { sent, event } = this.#answer;
    return new CheckFailure({ sent, event, ...observation });
  }
}

function isSuchHeader(values: readonly string[], wanted: string | RegExp | { readonly count: number }): boolean {
  if (typeof wanted === "object" && "count" in wanted) return values.length === wanted.count;
  const value = values.join(", ");
  return values.length > 0 && (typeof wanted === "string" ? value === wanted : wanted.test(value));
}

function headerPhrase(name: string, wanted: string | RegExp | { readonly count: number }): string {
  if (typeof wanted === "string") return `the header ${name}: ${wanted}`;
  if ("count" in wanted) return `${wanted.count} ${name} ${wanted.count === 1 ? "header" : "headers"}`;
  return `the header ${name} with ${alternatives(wanted)}`;
}

/** A pattern of one or several values, as a sentence shows it: without the marks of where a value or word begins and ends. */
export function alternatives({ source }: RegExp): string {
  const words = source.replaceAll(/\\b|[$^]/g, "");
  return /^[\w|-]+$/.test(words) ? words.replaceAll("|", " or ") : `a value like ${source}`;
}

function damage(body: string, wanted: string): { why?: string } {
  return body.includes(REPLACEMENT) && !wanted.includes(REPLACEMENT) ? { why: DAMAGED } : {};
}
