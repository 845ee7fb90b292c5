/** What a verdict says of a failure: the texts of its code, and which of the hints. */
import { describe, expect, test } from "vitest";
import { FAILURES, definitionOf, hintTextsOf, type FailureName } from "../../failures/registry.ts";
import { causeOf } from "../../failures/texts.ts";
import { CheckFileError } from "../../kit/check-suite.ts";
import { defineFailures } from "../../kit/exercise.ts";
import { CheckFailure, failureFrom } from "../../kit/failure.ts";
import { event } from "../report/verdicts.ts";

const texts = { ...FAILURES["no-message"], cause: "the bell is not connected" };
const failures = defineFailures({ "no-bell": texts });
const check = { hint: "Who hears the bell?", hints: { "server-killed": "What does a ring leave behind?" } };
const seen = (code: FailureName) =>
  new CheckFailure({ code, sent: "a ring", expected: "a bell", received: "nothing" }).observation;

describe("the hint of a failure", () => {
  test.each<[what: string, code: FailureName, hint: string]>([
    ["is the check's own", "wrong-message", "Who hears the bell?"],
    ["is the check's own for a failure of the lesson", failures["no-bell"], "Who hears the bell?"],
    ["is the check's hint for this code", "server-killed", "What does a ring leave behind?"],
    ["is the code's when the whole server failed", "server-exited", FAILURES["server-exited"].hint ?? ""],
  ])("%s", (_, code, hint) => {
    expect(failureFrom(seen(code), [], check).hint).toBe(hint);
  });
});

test("a failure of the lesson has its code, its cause and its marks in the verdict", () => {
  const transcript = [event(1, "client-1", "out", "text", "ring")];
  expect(failureFrom(seen(failures["no-bell"]), transcript, check)).toEqual({
    code: "no-bell",
    sent: "a ring",
    expected: "a bell",
    received: "nothing",
    why: "the bell is not connected",
    hint: "Who hears the bell?",
    missing: { after: 0, peer: "client-1" },
  });
});

describe("the cause of a failure", () => {
  test.each([
    [404, /no route of the app matches/],
    [307, /redirected before the app/],
    [503, /server's log/],
    [418, /refuses this request/],
    [202, /nothing refuses this request/],
  ])("depends on the HTTP status %i", (status, cause) => {
    expect(causeOf(FAILURES["http-wrong-status"], { status })).toMatch(cause);
  });

  test("depends on the error that ended the process", () => {
    const cause = (received: string) => causeOf(FAILURES["server-stopped"], { received });
    expect(cause("nothing; your server stopped: SyntaxError: Unexpected token 'h'")).toMatch(/^JSON\.parse throws/);
    expect(cause("nothing; your server stopped: Oops")).toBe(FAILURES["server-stopped"].cause);
  });
});

test.each(["made-up", "constructor", "__proto__"])("%s is a code that neither the engine nor a lesson has", (code) => {
  expect(definitionOf(code, failures)).toBeUndefined();
  expect(hintTextsOf(code, failures)).toBeUndefined();
});

describe("a lesson cannot define", () => {
  test.each([
    ["echo", "the failure echo is defined by the engine; give the lesson's own another code"],
    ["noBell", 'the failure code "noBell" must be lower-case words with dashes between them'],
  ])("%s", (code, sentence) => {
    expect(() => defineFailures({ [code]: texts })).toThrow(new CheckFileError(sentence));
  });
});
