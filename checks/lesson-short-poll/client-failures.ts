import { anchors, defineFailures } from "#kit";

const { CATCH, TIMER } = anchors;

/** Where a client keeps its cursor and sends it. */
const SINCE = /\bsince\b|searchParams/;
const REQUEST = /\bfetch\s*\(|new URL\s*\(/;
const PRINT = /\bprint(?:ed)?\b|console\.log/;
const WAIT = /\bwait\b|\bsleep\s*\(|INTERVAL_MS/;

/** What can be wrong with the cursor of a client's request. */
export const sinceFailures = defineFailures({
  "cursor-not-sent": {
    cause: "answers have brought a cursor, and no request of the client carries one",
    question: "The answer had a `timestamp`. Which line of yours keeps it, and which one puts it into the next URL?",
    pointer: "A variable outside the function lives from one poll to the next (MDN, URLSearchParams: set() method).",
    anchors: [SINCE, REQUEST],
    start: "todo",
    marks: {},
  },
  "cursor-sent-sometimes": {
    cause: "the answer had a cursor, and the request after it goes out without one; others of the client carry theirs",
    question:
      "This answer had a cursor, which the next request does not carry. Under which condition does your client keep one?",
    pointer:
      "The cursor of an answer replaces the one before, whatever else the answer has (the lesson's README, The cursor).",
    anchors: [SINCE],
    start: "code",
    marks: {},
  },
  "cursor-forgotten": {
    cause: "the client had a cursor and has sent it; after a poll that failed it asks without one",
    question: "A poll has failed. Which line of yours takes the cursor away then?",
    pointer: "A failure brings no updates, so what the client knew stays right (the lesson's README, The client).",
    anchors: [CATCH, SINCE],
    start: "code",
    marks: {},
  },
  "cursor-of-the-first-answer": {
    cause: "the client goes on sending the cursor of its first answer: it never takes another one",
    question: "Each answer has a cursor. Which of your lines replaces the one that the client has?",
    pointer: "`??=` assigns only where nothing was before (MDN, Nullish coalescing assignment).",
    anchors: [SINCE],
    start: "code",
    marks: {},
  },
  "greatest-cursor-kept": {
    cause: "the client takes a new cursor only when it is greater, as text, than the one that it has",
    question: "Which line of yours compares two cursors, and what does a client know about their order?",
    pointer: "A client never looks into a cursor (the lesson's README, The cursor).",
    anchors: [SINCE],
    start: "code",
    marks: {},
  },
  "cursor-kept-with-tasks-only": {
    cause: "the client takes the cursors of answers with tasks, and not that of an answer without any",
    question: "This answer had no task, and it had a cursor. Under which condition does your client keep that?",
    pointer:
      "The cursor of an answer replaces the one before, whatever else the answer has (the lesson's README, The cursor).",
    anchors: [SINCE],
    start: "code",
    marks: {},
  },
  "cursor-of-an-earlier-answer": {
    cause: "the `since` that arrives is the cursor of an earlier answer, and not that of the last one",
    question: "The last answer had a cursor too. Under which condition does your client keep it?",
    pointer:
      "The cursor of an answer replaces the one before, whatever it says and whatever else the answer has: a client never looks into it (the lesson's README, The cursor).",
    anchors: [SINCE],
    start: "code",
    marks: {},
  },
  "cursor-not-encoded": {
    cause: "the cursor is put into the URL as it is, so that characters such as + and % mean something else there",
    question: "Compare the two texts character by character. Which of them mean something of their own in a URL?",
    pointer:
      "`+` is a blank and `%20` is one too, in a query (WHATWG URL, section 5, application/x-www-form-urlencoded). MDN: encodeURIComponent(), URLSearchParams.",
    anchors: [SINCE, REQUEST],
    start: "code",
    marks: {},
  },
  "cursor-encoded-twice": {
    cause: "the cursor is encoded twice: the server decodes it once and gets percent signs",
    question: "Which two parts of your code encode the cursor on its way into the URL?",
    pointer: "`searchParams.set` encodes what it is given (MDN, URLSearchParams: set() method).",
    anchors: [SINCE, REQUEST],
    start: "code",
    marks: {},
  },
  "cursor-from-a-task": {
    cause: "the `since` that arrives is the `updatedAt` of a task, and not the `timestamp` of the answer",
    question: "Which field of the answer does your client keep: the one of a task, or the one beside `data`?",
    pointer: "The cursor is the `timestamp` of the answer, character for character (the lesson's README, The cursor).",
    anchors: [SINCE],
    start: "code",
    marks: {},
  },
  "cursor-from-own-clock": {
    cause: "the `since` that arrives is the present time by the client's clock, and not the `timestamp` of the answer",
    question: "Which line of your client asks a clock, and whose affair is what the cursor means?",
    pointer: "The cursor is the `timestamp` of the answer, character for character (the lesson's README, The cursor).",
    anchors: [/\bDate\b/, SINCE],
    start: "code",
    marks: {},
  },
  "cursor-from-a-failure": {
    cause: "the `since` that arrives is the `timestamp` in the body of an answer with status 503, which is a failure",
    question: "Does your code take a cursor before it has looked at the status?",
    pointer: "`response.ok` is false for a status like 503, whatever the body has (MDN, Response: ok property).",
    anchors: [SINCE, REQUEST],
    start: "code",
    marks: {},
  },
  "cursor-changed": {
    cause: "the `since` that arrives is no cursor that an answer had, and no time of a task or of the client's clock",
    question: "Where does your client take this text from, if not from the `timestamp` of its last answer?",
    pointer:
      "The cursor is the `timestamp` of the answer, character for character (the lesson's README, The cursor and its exercise 3).",
    anchors: [SINCE, REQUEST],
    start: "code",
    marks: {},
  },
  "first-with-cursor": {
    cause: "the first request has a cursor, although no answer has given the client one",
    question: "What does your client put behind `since=` before it has been answered for the first time?",
    pointer: "`undefined` in a template literal is a word of nine letters (MDN, Template literals).",
    anchors: [SINCE, REQUEST],
    start: "code",
    marks: {},
  },
});

/** What else can go wrong with a client that polls. */
export const clientFailures = defineFailures({
  "request-elsewhere": {
    cause: "the client asks another path than that of its board's updates",
    question: "Which board does the client ask for, and where does it know that from?",
    pointer: "SERVER_URL and BOARD_ID come from the environment (the lesson's README, the table of variables).",
    anchors: [/BOARD_ID|SERVER_URL/, REQUEST],
    start: "code",
    marks: {},
  },
  "printed-again": {
    cause: "a task that came again in the same version is printed again",
    question: "This task came again and had not changed. By what can your client tell?",
    pointer: "Each version of a task has its own `updatedAt` (MDN, Map; the lesson's README, The client).",
    anchors: [PRINT],
    start: "todo",
    marks: {},
  },
  "forgotten-between": {
    cause:
      "a version was printed, was not in the next answer, and was printed once more when it came again: the client remembers only what the last answer had",
    question: "What does your client remember of a task that is not in an answer?",
    pointer:
      "A version stays printed, whatever comes afterwards: what is remembered is added to, and not replaced (MDN, Map: set()).",
    anchors: [PRINT],
    start: "code",
    marks: {},
  },
  "same-time-not-printed": {
    cause:
      "of two tasks that changed at the same time, one is printed and the other is not: the time alone is taken for what tells versions apart",
    question:
      "Two tasks changed at the same time. By what does your client know that it has printed one of them before?",
    pointer:
      "A version is one task at one time: it takes the id and `updatedAt` to recognise it (the lesson's README, Exercise 3).",
    anchors: [/updatedAt/, /\.has\s*\(|\.add\s*\(/],
    start: "code",
    marks: { missing: "always" },
  },
  "task-not-printed": {
    cause:
      "a task came and was never printed: the client prints only some tasks of an answer, or takes this one for another that it has printed",
    question:
      "Which tasks of an answer does your client print, and by what does it know that it has printed one before?",
    pointer:
      "A version is an `id` with an `updatedAt`; two tasks may have the same `updatedAt` (the lesson's README, The client).",
    anchors: [PRINT],
    start: "code",
    marks: {},
  },
  "change-not-printed": {
    cause: "a task that came in a new version is not printed again",
    question: "Your client knows this task. Does it know this version of it?",
    pointer: "Each version of a task has its own `updatedAt` (MDN, Map; the lesson's README, The client).",
    anchors: [PRINT],
    start: "code",
    marks: {},
  },
  "polls-overlap": {
    cause: "the client asks again although its last request is not answered yet",
    question: "An answer may take longer than an interval. What in your client waits for it before the next request?",
    pointer:
      "`setInterval` goes on whatever the last call is doing; a loop with `await` does not (MDN, setInterval(): delay restrictions).",
    anchors: [TIMER, REQUEST],
    start: "code",
    marks: {},
  },
  "polls-too-often": {
    cause: "the client does not wait INTERVAL_MS after an answer",
    question: "What stands between an answer and the next request in your loop, and is it awaited?",
    pointer: "Node documentation, Timers Promises API.",
    anchors: [WAIT],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "polls-too-seldom": {
    cause: "the client waits much longer than INTERVAL_MS after each answer",
    question: "How many times does your loop wait between an answer and the next request, and how long each time?",
    pointer: "The lesson's README, The client: after an answer, an interval (Node documentation, Timers Promises API).",
    anchors: [WAIT],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "again-at-once": {
    cause: "after a failure the client asks again at once, or sooner than after an answer",
    question: "Which statement of your loop waits when a poll has failed, and is it awaited?",
    pointer:
      "The lesson's README, The client: after the first failure, two intervals (Node documentation, Timers Promises API).",
    anchors: [CATCH, WAIT],
    start: "todo",
    marks: {},
  },
  "failure-not-counted": {
    cause:
      "the waits became longer with each failure, and after one of another kind the client went on as after an answer, or began to count again",
    question: "This failure came in another way than those before. Which lines of your client run for it?",
    pointer:
      "Without a connection `fetch` rejects, an answer that breaks off makes `response.json()` reject, and a status needs `response.ok`: all three are failures in the same row (the lesson's README, The client).",
    anchors: [CATCH, REQUEST, WAIT],
    start: "code",
    marks: {},
  },
  "status-not-looked-at": {
    cause:
      "after a failure without a connection the client waits longer, and after each 503, whose body is JSON, as after an answer: it does not look at the status",
    question: "A 503 was taken for an answer. Which line of your client finds out that a status is no good one?",
    pointer: "A status like 503 does not make `fetch` throw: `response.ok` says it (MDN, Response: ok property).",
    anchors: [REQUEST, CATCH],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "waits-never-longer": {
    cause: "after each of six failures in a row the client waits about as long as after an answer",
    question: "A poll has failed. Which line of yours makes the wait longer, and does the wait use what it changes?",
    pointer: "The lesson's README, The client: after a failure, twice as long as before (MDN, try...catch).",
    anchors: [CATCH, WAIT],
    start: "todo",
    marks: {},
    timingDependent: true,
  },
  "waits-doubled-once": {
    cause: "after a failure the client waits longer, and after further ones no longer than after the first",
    question:
      "Twice as long as what: as an interval, or as the last wait? Which variable keeps that from one failure to the next?",
    pointer: "A variable inside of the loop is a new one in each turn (MDN, let; the lesson's README, The client).",
    anchors: [WAIT, CATCH],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "reset-by-any-answer": {
    cause:
      "after each failure that has an HTTP answer, a status such as 503 or a body that breaks off, the client waits two intervals, as after a first failure; only a failure without a connection lengthens the wait: the count of failures is set back as soon as there is a head of an answer",
    question: "At which line of your client is the wait short again, and what is known of the answer by then?",
    pointer:
      "The promise of fetch is kept when the head has come, also with status 503; `response.ok` and the body are known later (MDN, Window: fetch()).",
    anchors: [WAIT, CATCH],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "no-backoff": {
    cause: "after several failures in a row the client waits less than half of what the rule says",
    question: "How long does your client wait after each of six failures, and how long should it?",
    pointer: "The lesson's README, The client: 2, 4, 8, 10 and 10 intervals.",
    anchors: [CATCH, WAIT],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "wait-without-limit": {
    cause:
      "the wait doubles with each failure, and nothing ends that: after an hour without a server, the next poll is an hour away",
    question: "How long does your client wait after ten failures in a row? Which line keeps that from growing?",
    pointer: "The lesson's README, The client: at most ten intervals (MDN, Math.min()).",
    anchors: [WAIT, CATCH],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "wait-not-reset": {
    cause: "the server answers again, and the client goes on waiting as long as after its failures",
    question: "The failures are over. Which line of yours makes the wait short again, and does it run after an answer?",
    pointer: "The lesson's README, The client: the rule has two halves.",
    anchors: [WAIT, CATCH],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "wait-reset-by-tasks-only": {
    cause: "the server answers again, and the wait becomes short only with an answer that has a task",
    question:
      "An answer without a task is an answer too. Under which condition does your client make the wait short again?",
    pointer:
      "Whether anything has changed says nothing about whether the server answers: after any answer, an interval (the lesson's README, The client).",
    anchors: [/\.length\b|> 0/, WAIT],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "wait-reset-late": {
    cause:
      "the first wait after an answer is still as long as after the failures before it, and only the next one is short again",
    question: "The server has answered. Which wait does your client use then: the one of before, or an interval?",
    pointer: "Make the wait short again before you wait, not after (the lesson's README, The client).",
    anchors: [WAIT],
    start: "code",
    marks: {},
    timingDependent: true,
  },
});
