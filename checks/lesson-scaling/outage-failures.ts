import { defineFailures } from "#kit";

const READY = /["'`]ready["'`]/;
const LOG = /eventsSince|lastSeen/;
const CREATE = /createClient\s*\(|reconnectStrategy/;

/** What can go wrong after an outage of Redis, besides that nothing looks into the log at all. */
export const outageFailures = defineFailures({
  "first-outage-only": {
    cause:
      "the instance looks into the log when Redis is back after the first outage, and no more after later ones: its listener runs once",
    hint: "After the first outage everything came, and after the second nothing. How often does your listener for the return of Redis run?",
    question: "What looks into the log after one outage does not after the next. How was it set up?",
    pointer: "`once` listens for one event only, `on` for all of them (Node documentation, Events: emitter.once).",
    anchors: [/\bonce\b/, READY, LOG],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "log-read-in-part": {
    cause:
      "of what happened while Redis was away, the first events were delivered and the rest was not: the log returns a thousand events at most, and was read once",
    hint: "The first of many events came, and the last did not. How many does `eventsSince` return at most, and how does your code find out whether there are more?",
    question: "More happened than one reading of the log returns. When does your code read on?",
    pointer:
      "`board.eventsSince(id)` returns a thousand events at most: as long as it has returned some, there may be more (the lesson's README, Messages are hints).",
    anchors: [LOG, READY],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "gave-up-connecting": {
    cause:
      "after an outage of seconds the instance connects to Redis no more, and after a shorter one it did: its client has given up",
    hint: "After a longer outage nothing connects again. Which line says how often, or how long, your client tries to connect?",
    question: "Redis was away for some seconds and is back, and your client has given up. What ends its attempts?",
    pointer:
      "A `reconnectStrategy` that returns `false` or an error ends the attempts for good; without one, the client tries again and again (redis documentation, Reconnect Strategy).",
    anchors: [CREATE, READY],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
});
