import { anchors, defineFailures } from "#kit";

const { CATCH, TIMER } = anchors;

const QUERY = /\bWHERE\b|\bSELECT\b/;
const COMPARISON = /updated_at\s*[<>]=?|datetime\s*\(/;
/** Where the cursor of an answer is made. */
const CURSOR = /\btimestamp\b|toISOString|\bnow\s*\(/;
/** Where a client keeps its cursor and sends it. */
const SINCE = /\bsince\b|searchParams/;
const REQUEST = /\bfetch\s*\(|new URL\s*\(/;
const PRINT = /\bprint(?:ed)?\b|console\.log/;
const WAIT = /\bwait\b|\bsleep\s*\(|INTERVAL_MS/;

/** What can go wrong with polls and with a client that polls, beside what can go wrong with any request. */
export const failures = defineFailures({
  "route-not-written": {
    cause: "the route still answers as it did in the starter",
    question: "Which TODO of updates.ts stands where this answer is made?",
    pointer:
      "Two queries, the question whether there is such a board, and the answer (the lesson's README, SQL with values, and its table of routes).",
    anchors: [/\b501\b/],
    start: "todo",
    marks: { offending: "response" },
  },
  "update-lost": {
    cause:
      "a task changed after an answer was made, and the next poll with the cursor of that answer does not return it: the cursor is later than what the answer goes up to, or the comparison drops the task",
    question:
      "A task was stored right after a poll was answered. Write both times below each other: the cursor of that answer and the `updatedAt` of the task. Which of them is greater, as text?",
    pointer:
      "Times are equal within a millisecond, and a clock goes on while a query runs. What does the table know about the last change that this answer has? (The lesson's README, The cursor; SQLite documentation, max().)",
    anchors: [CURSOR, COMPARISON],
    start: "code",
    marks: { offending: "response" },
  },
  "sent-to-another": {
    cause:
      "a change was sent to one client, and another client with an older cursor does not get it any more: the server keeps for itself what it has sent, once for all clients",
    question:
      "Two clients asked with two cursors. Which time does your query compare with: the `since` of this request, or one that the request of another client has moved?",
    pointer: "A server of many clients keeps no cursor: each client brings its own (the lesson's README, The cursor).",
    anchors: [COMPARISON, CURSOR, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "changes-cut-off": {
    cause:
      "many tasks changed between two polls, and some of them are in no answer: a query returns no more than so many rows, and the cursor goes past all",
    question: "How many rows can your query return, and which time does the cursor have when there are more?",
    pointer: "SQLite documentation, SELECT: the LIMIT clause; better-sqlite3 documentation, class Statement: all().",
    anchors: [/\bLIMIT\b|\.slice\s*\(/, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "unchanged-sent": {
    cause: "a poll with a cursor is answered with tasks that have not changed since that cursor was given out",
    question: "This task did not change after the cursor. Which part of your query should have left it out?",
    pointer:
      "With `since` another query runs than without, and it is given the cursor as a value (the lesson's README, SQL with values).",
    anchors: [COMPARISON, QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "never-quiet": {
    cause:
      "nothing changes any more, and every poll returns the same tasks: the cursor stays where the comparison still includes them",
    question:
      "Compare the cursor of this answer with the `updatedAt` of the task that comes again and again. Does your comparison include equality?",
    pointer:
      "A cursor says up to where a client knows the table. What the next poll returns lies behind it (SQLite documentation, Expressions: comparison operators).",
    anchors: [COMPARISON, CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "task-of-another-board": {
    cause: "the answer has a task that belongs to another board",
    question: "A task knows its list, and the list knows its board. Where does your query say which board it is about?",
    pointer: "Both queries need the condition, the one with a cursor too (the lesson's README, SQL with values).",
    anchors: [QUERY],
    start: "code",
    marks: { offending: "response" },
  },
  "task-missing": {
    cause: "a task of this board is not in the answer to a request without a cursor, or is there more than once",
    question: "Which row does your query leave out, or find twice, that the board's own page shows?",
    pointer: "`all` returns every row, `get` only the first (better-sqlite3 documentation, class Statement).",
    anchors: [QUERY, /\.(?:get|all)\s*\(/],
    start: "todo",
    marks: { offending: "response" },
  },
  "request-elsewhere": {
    cause: "the client asks another path than that of its board's updates",
    question: "Which board does the client ask for, and where does it know that from?",
    pointer: "SERVER_URL and BOARD_ID come from the environment (the lesson's README, the table of variables).",
    anchors: [/BOARD_ID|SERVER_URL/, REQUEST],
    start: "code",
    marks: {},
  },
  "cursor-not-sent": {
    cause: "a request goes out without the cursor that an answer before it carried",
    question:
      "The answer had a `timestamp`. Where does your client keep it until the next request, also when one fails in between?",
    pointer: "A variable outside the function lives from one poll to the next (MDN, URLSearchParams: set() method).",
    anchors: [SINCE, REQUEST],
    start: "todo",
    marks: {},
  },
  "cursor-of-an-earlier-answer": {
    cause:
      "the `since` that arrives is the cursor of an earlier answer: the client does not take the one of every answer, but only the first, only one that it thinks greater, or only one that comes with tasks",
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
  "cursor-changed": {
    cause:
      "the `since` that arrives is no cursor that an answer with updates had: the client makes it itself, from its clock, from a task, or from the body of a failure",
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
  "printed-again": {
    cause: "a task that came twice in the same version is printed twice",
    question: "This task came again and had not changed. By what can your client tell?",
    pointer: "Each version of a task has its own `updatedAt` (MDN, Map; the lesson's README, The client).",
    anchors: [PRINT],
    start: "todo",
    marks: {},
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
  "no-backoff": {
    cause:
      "after several failures in a row the client does not wait as long as the rule says: about as before, or longer once and then no more",
    question:
      "The server failed six times in a row. How long did your client wait after the sixth, and what makes that longer than after the first?",
    pointer:
      "A status like 503 does not make `fetch` throw: `response.ok` says it (MDN, Response: ok property; the lesson's README, The client).",
    anchors: [CATCH, WAIT],
    start: "todo",
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
