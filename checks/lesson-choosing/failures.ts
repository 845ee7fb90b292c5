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
  "staleness-converted": {
    cause: "a value that is no number is turned into one, and then accepted",
    question: "What does your schema do with a text or with true before it asks whether that is a number?",
    pointer:
      '`z.coerce.number()` calls Number(), which makes 0 of null, 1 of true and 5 of "5"; `z.number()` takes numbers alone (zod documentation, Coercion; MDN, Number()).',
    hint: "Values of other types are accepted for this field alone. Does its schema ask for a number, or make one?",
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
    cause: "a client is started only when another one has seen its updates and has ended",
    question: "What does your code wait for before it starts the second client?",
    pointer:
      "An `await` inside a loop waits for each turn; `Promise.all` waits for what has been started (MDN, Promise.all(); the lesson's README, Several at once).",
    anchors: [RUN, TIMER],
    start: "code",
    marks: {},
  },
  "clients-left-out": {
    cause: "some of the clients ask, and the others do not, not even when those have seen their updates",
    question: "Which of the `clients` does your code start, and what becomes of the others?",
    pointer: "`clients` has all four of them (the lesson's README, Four clients).",
    anchors: [RUN],
    start: "code",
    marks: {},
  },
  "board-ignored": {
    cause: "the clients of the bench ask for another board than BOARD_ID names",
    question: "Where does the board in the options come from?",
    pointer: "BOARD_ID comes from the environment, as UPDATES does (the lesson's README, the table of variables).",
    anchors: [/BOARD_ID|boardId/],
    start: "code",
    marks: {},
  },
  "promise-printed": {
    cause: "the bench prints {}, which is what JSON makes of a promise: the measurement had not come yet",
    question: "What does your code print: the summary, or the promise of one?",
    pointer:
      "`async` functions return promises, and `map` with one returns a list of them (MDN, Promise.all(); the lesson's README, Several at once).",
    anchors: [/JSON\.stringify|console\.log/, RUN],
    start: "code",
    marks: {},
  },
  "line-not-json": {
    cause: "the bench prints its measurement, and not as one line of JSON",
    question: "What makes a text of the object that you print, and on how many lines?",
    pointer:
      "`console.log` shows an object in a form of its own; `JSON.stringify` makes one line (MDN, JSON.stringify).",
    anchors: [/console\.\w+/, SUMMARY],
    start: "code",
    marks: {},
  },
  "line-without-approach": {
    cause: "the bench prints JSON, and the object in the line has no `approach`",
    question: "Which value do you print, and has it the fields of the README's table?",
    pointer: "One line for each client (the lesson's README, Four clients).",
    anchors: [/JSON\.stringify|console\.log/, SUMMARY],
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
  "lines-exchanged": {
    cause:
      "the numbers of requests are those that arrived, and stand in the lines of other clients: names and measurements are paired wrongly",
    question:
      "Your lines have each other's numbers. How does a measurement come to its name, and which client is finished first?",
    pointer:
      "`Promise.all` gives the results in the order of the promises, whichever is fulfilled first (MDN, Promise.all()).",
    anchors: [/Promise\.|\.push\s*\(|\.entries\s*\(/, SUMMARY],
    start: "code",
    marks: {},
  },
  "ages-of-others": {
    cause: "among the ages of one client are those of others that have finished before",
    question: "How many lists of ages does your code make for four clients, and where?",
    pointer:
      "What is declared outside of a function exists once, for all of its calls (MDN, Closures; the lesson's README, Several at once).",
    anchors: [/^const ages|^let ages/, AGES, /\.push\s*\(/],
    start: "code",
    marks: {},
  },
  "fields-exchanged": {
    cause: "the number of requests is in `bytes`, and that of bytes in `requests`",
    question: "Which value do you put into which of these two fields?",
    pointer: "Two numbers have the same type, so nothing notices (clients.ts, Measurement).",
    anchors: [/\brequests\b|\bbytes\b/, SUMMARY],
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
  "ages-negative": {
    cause: "ages are negative: the later of the two times is subtracted from the earlier one",
    question: "Which of the two times is the later one, and which one do you subtract?",
    pointer: "An age is what lies between `updatedAt` and `at` (the lesson's README, How old an update is).",
    anchors: [AGES],
    start: "code",
    timingDependent: true,
    marks: {},
  },
  "always-the-youngest": {
    cause:
      "both percentiles are the same age, and the youngest of all, in all four lines: the place that is taken is always the first",
    question: "Which place does your function work out for 50 and for 95, with twenty ages?",
    pointer: "A percent is a hundredth: place p / 100 × n, rounded up (the lesson's README, Percentiles).",
    anchors: [PERCENTILE, AGES],
    start: "code",
    timingDependent: true,
    marks: {},
  },
  "no-such-place": {
    cause: "both percentiles are 0 in all four lines: the place that is taken is none of a list of twenty",
    question: "Which index does your function work out for 50 and for 95, with twenty ages?",
    pointer: "A percent is a hundredth: place p / 100 × n, rounded up (the lesson's README, Percentiles).",
    anchors: [PERCENTILE, AGES],
    start: "code",
    timingDependent: true,
    marks: {},
  },
  "same-percentile-twice": {
    cause:
      "both percentiles are the same age in all four lines, although the tenth and the nineteenth update are not equally old",
    question: "Which percent do you ask for in each of the two fields?",
    pointer: "The lesson's README, the table of the summary.",
    anchors: [PERCENTILE, AGES],
    start: "code",
    timingDependent: true,
    marks: {},
  },
  "mean-for-percentile": {
    cause: "the field `p50Ms` is the average of the ages: it is equal to `meanStalenessMs`",
    question: "What do half of the values stay below: their average, or the one in the middle?",
    pointer: "An average hides the worst (the lesson's README, Percentiles).",
    anchors: [PERCENTILE, AGES],
    start: "code",
    timingDependent: true,
    marks: {},
  },
  "percentiles-in-seconds": {
    cause: "the percentiles are a thousandth of the ages: they are in seconds",
    question: "In which unit is the difference of your two times, and what do you do with it?",
    pointer: "`Date.parse` returns milliseconds, and the fields end in `Ms` (MDN, Date.parse()).",
    anchors: [PERCENTILE, AGES],
    start: "code",
    timingDependent: true,
    marks: {},
  },
  "aged-until-the-end": {
    cause:
      "the age of each update goes on until a moment at the end of the run, and ends not at the moment at which the client had the update",
    question:
      "Which two times does your code subtract for an age, and when is the later one read: when the update came, or when the ages are added up?",
    pointer: "`at` says when the client had it (the lesson's README, How old an update is).",
    anchors: [AGES],
    start: "code",
    timingDependent: true,
    marks: {},
  },
  "ages-out-of-order": {
    cause: "the 95th percentile is less than the 50th, so the ages are not in ascending order",
    question: "In which order does your function have the ages when it takes one of them?",
    pointer: "The lesson's README, Percentiles.",
    anchors: [PERCENTILE, AGES],
    start: "code",
    timingDependent: true,
    marks: {},
  },
  "ages-not-sorted": {
    cause:
      "the ages are not sorted, but taken in the order in which the updates came: three more that came in the order of their ages have given the oldest as p95Ms",
    question: "In which order does your function have the ages when it takes one of them?",
    pointer: "`toSorted` returns a sorted copy, and leaves the list as it was (MDN, Array.prototype.toSorted()).",
    anchors: [PERCENTILE, AGES],
    start: "code",
    marks: {},
  },
  "ages-sorted-as-text": {
    cause:
      "the ages are sorted as texts: of three more updates, about 600, 900 and 1900 ms old, that of 900 was given as p95Ms, and as texts, 1900 comes before 600",
    question: "In which order does your function have the ages when it takes one of them?",
    pointer:
      "`sort` and `toSorted` without a function compare texts (MDN, Array.prototype.toSorted(); the lesson's README, Percentiles).",
    anchors: [PERCENTILE, AGES],
    start: "code",
    marks: {},
  },
  "ages-descending": {
    cause: "the ages are sorted in descending order: of three more updates, the youngest was given as p95Ms",
    question: "In which order does your function have the ages when it takes one of them?",
    pointer: "`(a, b) => a - b` sorts in ascending order (MDN, Array.prototype.toSorted()).",
    anchors: [PERCENTILE, AGES],
    start: "code",
    marks: {},
  },
  "one-place-too-far": {
    cause: "the percentiles are the eleventh and the twentieth of the twenty ages, each one place too far",
    question: "At which index does your function look for place 10?",
    pointer: "The first place is 1, and the first index 0 (the lesson's README, Percentiles).",
    anchors: [PERCENTILE, AGES],
    start: "code",
    timingDependent: true,
    marks: {},
  },
  "oldest-for-percentile": {
    cause: "the field `p95Ms` is the greatest of all ages, and not the nineteenth of twenty",
    question: "How many of twenty updates may be older than the 95th percentile?",
    pointer: "By the nearest rank, it is at place 19 (the lesson's README, Percentiles).",
    anchors: [PERCENTILE, AGES],
    start: "code",
    timingDependent: true,
    marks: {},
  },
  "lesser-of-two": {
    cause:
      "of two ages, the field `p95Ms` is the lesser one: the mean, which is right where one update was seen, lies above it. So the place comes out too small where `p / 100 × n` is no whole number",
    hint: "Work out by hand at which place your function looks among two values, and among five. Is it rounded up, and is the first place 1?",
    question: "At which place do you look among two values, and among five?",
    pointer:
      "The place is rounded up, never down, and n is the number of the values (the lesson's README, Percentiles).",
    anchors: [PERCENTILE, AGES],
    start: "code",
    marks: {},
  },
  "rounded-to-the-nearest": {
    cause:
      "of twelve ages, the field `p95Ms` is not the greatest: among two the place was rounded up from 1.9, and here it is not rounded up from 11.4, as where it is rounded to the nearest",
    question: "Which place does your function make of 1.9, and which of 11.4?",
    pointer:
      "Math.ceil rounds up always, Math.round from a half on (MDN, Math.ceil; the lesson's README, Percentiles).",
    anchors: [/Math\.(?:round|floor|trunc)/, PERCENTILE, AGES],
    start: "code",
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
  "staleness-in-seconds": {
    cause: "the field `meanStalenessMs` is a thousandth of what it should be: it is in seconds",
    question: "In which unit are the ages, and what do you divide their average by?",
    pointer: "The percentiles of the same line are in milliseconds (the lesson's README, the table of the summary).",
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
  "letter-in-upper-case": {
    cause: "the answer is one of the four letters, and in upper case",
    question: "The letters of the choices are a, b, c and d. Which one is yours, written as they are?",
    pointer: "`answer` is one of the letters in `choices`, in lower case (scenarios.ts).",
    anchors: [ANSWER],
    start: "code",
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
