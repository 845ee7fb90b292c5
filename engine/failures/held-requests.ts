/** Failures of HTTP requests that are answered later, and of times that an environment variable sets. */
import { TIMER } from "./anchors.ts";
import type { FailureDefinition } from "./definition.ts";

const PROMISE = /new Promise\s*[<(]|withResolvers|resolve\s*\(/;

export const HELD_REQUEST_FAILURES = {
  "answered-early": {
    cause: "the request is answered although there is nothing to report yet",
    question: "The answer came before there was any news. What should your code wait for before it answers?",
    pointer:
      "To hold a request, return a Promise that is resolved later: when something happens, or when the time is over (MDN, Promise; the lesson's README, on long polling).",
    anchors: [PROMISE, TIMER, /new Response\s*\(|Response\.json/],
    start: "todo",
    marks: { offending: "response" },
  },
  "still-held": {
    cause: "nothing resolves the request: it is not in the list of waiting requests, or nothing goes through that list",
    question: "The request is still open. Who resolves its Promise, and is that line reached?",
    pointer:
      "Put a `console.log` where the news occurs and one where a waiting request is answered. Is every waiting request stored, and under the key that is looked up? (MDN, Promise: executor; Map.)",
    anchors: [PROMISE, TIMER],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
    mayBeServerEnd: true,
  },
  "answer-not-ended": {
    cause: "the response begins but is never ended",
    question: "The answer began but did not end. Which line of yours ends the response?",
    pointer:
      "A client waits for the end of a body: call `res.end()`, or close the stream that is the body (RFC 9112, section 6.3; Node documentation, response.end).",
    anchors: [/\.write\s*\(|\.enqueue\s*\(|\.end\s*\(|\.close\s*\(/, PROMISE],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "timing-ignored": {
    cause:
      "the time is not the one that the environment sets: no timer runs, or its time is a number in the code, or in a different unit",
    question:
      "The server uses a different time from the one in its environment. Where does your code take the number from, and in which unit?",
    pointer:
      "Timings come from the environment, in milliseconds, so that a check need not wait for half a minute (the lesson's README, on its configuration; Node documentation, process.env).",
    anchors: [/process\.env|config\./, TIMER, /\d{3,}/],
    start: "code",
    marks: { missing: "unanswered" },
    timingDependent: true,
    mayBeServerEnd: true,
  },
} satisfies Readonly<Record<string, FailureDefinition>>;
