import { anchors, defineFailures } from "#kit";

const { TIMER } = anchors;

/** Where a decision is made, and what it is made of. */
const DECISION = /Available|clientSendsOften|serverPushes|needsBinary|approach/;
const STALENESS = /toleratedStalenessMs|TOLERANT_FROM_MS|10_?000/;
const SCHEMA = /z\.|\?\?|input\.ok/;
const SUMMARY = /approach|requests|bytes|p50Ms|meanStalenessMs/;
const RUN = /\brun\b|\bclients\b|\bawait\b/;
const PERCENTILE = /percent|sort|Math\.\w+/;
const AGES = /updatedAt|\bat\b|\bages?\b|Date\./;
const ANSWER = /\banswer\b/;

/** What can go wrong with decisions, with measurements and with answers, beside what can go wrong with any request. */
export const failures = defineFailures({
  "route-not-written": {
    cause: "the route still answers as it did in the starter",
    question: "Which TODO of recommend.ts stands where this answer is made?",
    pointer: "The status 501 is the starter's (the lesson's README, Exercise 1).",
    anchors: [/\b501\b/],
    start: "todo",
    marks: { offending: "response" },
  },
  "wrong-row": {
    cause: "the decision is not that of the first row of the table that fits these requirements",
    question:
      "Go through the table from the top with these six values: which row is the first that fits, and which line of your code is the first that returns?",
    pointer:
      "`&&` is evaluated before `||` (MDN, Operator precedence), and a row counts only where none above it fits (the lesson's README, The decision table).",
    anchors: [DECISION],
    start: "todo",
    marks: { offending: "response" },
  },
  "wrong-limit": {
    cause: "the tolerated staleness is compared with another limit, or the limit itself is on the wrong side",
    question: "What does the table say of exactly 10,000, and what does your comparison make of it?",
    pointer: "`>` is false for equal numbers, `>=` is true (the lesson's README, The decision table).",
    anchors: [STALENESS],
    start: "code",
    marks: { offending: "response" },
  },
  "default-ignored": {
    cause: "a field was left out, and is not taken for what the table of fields says",
    question: "Which fields were left out here, and what does your code find in their place?",
    pointer:
      "A field that is missing is `undefined`, which is falsy; zod's `.default()` puts a value there (zod documentation, Defaults; the lesson's README, the table of fields).",
    anchors: [SCHEMA, DECISION],
    start: "todo",
    marks: { offending: "response" },
  },
  "refused-as-success": {
    cause: "the requirements are refused, and the status says that all is well: clients go by the status",
    question:
      "The answer holds an error, and its status is 200. Where does your code choose the status of this answer?",
    pointer: "`Response.json(body, { status })`: without the second argument the status is 200 (MDN, Response.json).",
    anchors: [/Response\.json/],
    start: "code",
    marks: { offending: "response" },
  },
  "nonsense-accepted": {
    cause:
      "requirements with a missing field, a value of another type or a negative number are answered with a recommendation",
    question: "What does your schema make of this value: does it refuse it, or turn it into another?",
    pointer:
      "`z.coerce.boolean()` makes true of every text that is not empty, and `.optional()` lets a field be left out (zod documentation, Coercion).",
    anchors: [SCHEMA],
    start: "code",
    marks: { offending: "response" },
  },
  "clients-not-started": {
    cause: "the bench runs, and none of its four clients has sent a request",
    question: "Which line of bench.ts starts the clients, and is it reached?",
    pointer: "`run` of each of the `clients` starts one (the lesson's README, Four clients).",
    anchors: [RUN],
    start: "todo",
    marks: {},
  },
  "clients-in-turn": {
    cause: "some of the clients are started only after others have ended, or not at all",
    question: "What does your code wait for before it starts the second client?",
    pointer:
      "An `await` inside a loop waits for each turn; `Promise.all` waits for what has been started (MDN, Promise.all(); the lesson's README, Several at once).",
    anchors: [RUN, TIMER],
    start: "code",
    marks: {},
  },
  "summary-incomplete": {
    cause: "the line of a client lacks a number, or has something else in its place",
    question: "Which field does the line lack, or which is no number, and what does JSON make of NaN?",
    pointer: "0 / 0 is NaN, and JSON has no NaN: it writes null (the lesson's README, the table of the summary).",
    anchors: [SUMMARY],
    start: "todo",
    marks: {},
  },
  "updates-miscounted": {
    cause: "the field `updates` is not the number of updates that the client has seen",
    question: "Where in a measurement is what the client has seen, and what do you count of it?",
    pointer: "`seen` has one entry for each update (clients.ts, Measurement).",
    anchors: [/\bupdates\b/, SUMMARY],
    start: "code",
    marks: {},
  },
  "requests-miscounted": {
    cause: "the field `requests` is not the number of requests that arrived at the server for this client",
    question: "Who knows how many requests were sent, and where does your number come from?",
    pointer:
      "A poll may bring no update or several, so updates are not requests. Each client counts what it sends (clients.ts, Measurement).",
    anchors: [/\brequests\b/, SUMMARY],
    start: "code",
    marks: {},
  },
  "bytes-miscounted": {
    cause: "the field `bytes` is not what went over the wire for this client, with request lines and headers",
    question: "What else travels with an update besides its own text, and does your number contain it?",
    pointer: "Each client reads the bytes from its sockets, headers and frames included (clients.ts, Measurement).",
    anchors: [/\bbytes\b/, SUMMARY],
    start: "code",
    marks: {},
  },
  "percentile-wrong": {
    cause: "the field is not the percentile, by the nearest rank, of the ages of the updates that this client has seen",
    question:
      "Write down the ages of twenty updates in order, and count to the tenth and the nineteenth. Which ones does your function take, and in which order does it have them?",
    pointer:
      "`sort` without a function compares numbers as text; place 10 of an array is `[9]`; a mean, or what lies between two values, is not the value at a place (MDN, Array.prototype.toSorted(); the lesson's README, Percentiles).",
    anchors: [PERCENTILE, AGES],
    start: "code",
    timingDependent: true,
    marks: {},
  },
  "mean-wrong": {
    cause: "the field `meanStalenessMs` is not the average of the ages, whatever they are: the formula is another one",
    question: "Two updates were seen. What do you sum up, and by what do you divide?",
    pointer: "The average of n ages is their sum, divided by n (the lesson's README, the table of the summary).",
    anchors: [/meanStalenessMs/, AGES],
    start: "code",
    marks: {},
  },
  "staleness-wrong": {
    cause: "the field `meanStalenessMs` is not the average age of the updates that this client has seen",
    question: "What do you sum up, in which unit, and by what do you divide?",
    pointer:
      "The age of an update is from when it was stored, by the update's own `updatedAt`, to when it was seen (the lesson's README, How old an update is).",
    anchors: [/meanStalenessMs/, AGES],
    start: "code",
    timingDependent: true,
    marks: {},
  },
  "answer-missing": {
    cause: "a situation of scenarios.ts has no answer that is one of its four letters",
    question: "Which of the twelve situations still has no letter, or another text than a letter?",
    pointer: "`answer` is one of the letters in `choices`, in lower case (scenarios.ts).",
    anchors: [ANSWER],
    start: "todo",
    marks: { offending: "response" },
  },
  "wrong-choice": {
    cause: "another choice fits this situation better",
    question: "Who has to speak in this situation, how often, and what is in the way?",
    pointer:
      "Ask in this order: who begins, how often, how old may it be, what gets through, what is yours to write (the lesson's README, What to ask).",
    anchors: [ANSWER],
    start: "code",
    marks: { offending: "response" },
  },
});
