import { CheckFailure } from "./failure.ts";
import type { HttpAnswer } from "./http-client.ts";
import { shorten } from "./transcript.ts";

/** Expectations of one HTTP answer. */
export class AnswerExpectation {
  readonly #answer: HttpAnswer;

  constructor(answer: HttpAnswer) {
    this.#answer = answer;
  }

  /** Fails with `http-wrong-status` unless the answer has this status code. */
  toHaveStatus(status: number): void {
    const { asked, status: got, body } = this.#answer;
    if (got === status) return;
    throw new CheckFailure({
      code: "http-wrong-status",
      status: got,
      sent: asked,
      expected: `status ${status}`,
      received: `status ${got}${body === "" ? "" : ` with the body ${shorten(body, 120)}`}`,
    });
  }

  /** Fails with `http-wrong-body` unless the body contains this text. */
  toContain(text: string): void {
    const { asked, body } = this.#answer;
    if (body.includes(text)) return;
    throw new CheckFailure({
      code: "http-wrong-body",
      sent: `${asked} (with ${text})`,
      expected: `a body that contains ${text}`,
      received: shorten(body, 120),
    });
  }

  /** Fails with `http-wrong-header` unless the answer has exactly `count` headers of this name, whatever their values. */
  toHaveHeader(name: string, { count }: { readonly count: number }): void {
    const { asked, headers } = this.#answer;
    const got = headers.get(name.toLowerCase()) ?? [];
    if (got.length === count) return;
    throw new CheckFailure({
      code: "http-wrong-header",
      sent: asked,
      expected: `${count} ${name} ${count === 1 ? "header" : "headers"}`,
      received: got.length === 0 ? "none" : got.join(" and "),
    });
  }
}
