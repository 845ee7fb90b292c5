import { anchors, defineFailures } from "#kit";

const { CATCH, TIMER } = anchors;

/** Where polls are counted. */
const COUNT = /\+\+|\+=|\brequests\b|\bempty\b/;
const BYTES = /byteLength|\bbytes\b|\.length\b/;
const RATIO = /emptyRatio|\//;
/** Where the poller keeps its timestamp and sends it. */
const SINCE = /\bupdatedSince\b|searchParams/;
const REQUEST = /\bfetch\s*\(|new URL\s*\(/;
const REPORT = /\breport\s*\(/;
const WAIT = /\bsleep\s*\(|INTERVAL_MS/;
const FORMULA = /60_?000|intervalMs/;
const SCHEMA = /z\.|input\.ok/;

/** What can go wrong with counting polls, with polling, and with the costs, beside what can go wrong with any request. */
export const failures = defineFailures({
  "route-not-written": {
    cause: "the route still answers as it did in the starter",
    question: "Which TODO of app.ts stands where this answer is made?",
    pointer: "The status 501 is the starter's (the lesson's README, the table of routes).",
    anchors: [/\b501\b/],
    start: "todo",
    marks: { offending: "response" },
  },
  "polls-miscounted": {
    cause:
      "the count `requests` did not grow by one with this poll: it was not counted, counted more than once, or the count is not kept from one request to the next",
    question: "Which polls is your counter increased by, and where is it created: once, or once for each request?",
    pointer:
      "A handler runs for the requests of its own route. A variable at the top of the file lives as long as the process (MDN, Scope).",
    anchors: [COUNT],
    start: "todo",
    marks: { offending: "response" },
  },
  "other-request-counted": {
    cause: "a request that is no poll was counted as one, and reading the counts with GET /stats was not",
    question:
      "Where does your counter grow: in the handler of GET /tasks alone, or in a place that other requests pass too?",
    pointer: "A handler runs for the requests of its own route (packages/hectoday-http/README.md, on routes).",
    anchors: [COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "stats-counted": {
    cause: "reading the counts with GET /stats is counted as a poll, and GET /health is not",
    question: "Which line of the handler of GET /stats changes a count?",
    pointer: "It only reads them (the lesson's README, Exercise 1).",
    anchors: [COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "every-request-counted": {
    cause: "every request is counted as a poll: GET /stats is, and so is GET /health",
    question: "Where does your counter grow: in the handler of GET /tasks, or in a place that every request passes?",
    pointer: "A handler runs for the requests of its own route (packages/hectoday-http/README.md, on routes).",
    anchors: [COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "counts-set-back": {
    cause: "a count is smaller than a moment before, although no poll takes anything back: something sets it to 0",
    question:
      "Between these two answers, nothing happened but GET /stats. Which of your lines assigns to a count then?",
    pointer: "The counts are those of all polls since the server was started (the lesson's README, Exercise 1).",
    anchors: [/(?<![=!<>])=\s*0\b/, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "polls-together-miscounted": {
    cause:
      "each poll alone is counted rightly, and of several that come together some are lost: between reading a count and writing it, the handler waits",
    question:
      "Two polls are in your handler at the same time, and both have read the same count. Which `await` stands between the reading and the writing?",
    pointer:
      "`count += await size()` reads `count` before it waits, and writes when the wait is over (MDN, await: description).",
    anchors: [/\+=\s*\(?await/, /\bawait\b/, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "counted-at-first": {
    cause: "a count is not 0 although the server has just been started and was not polled yet",
    question: "With which value does this count begin, and where does that come from?",
    pointer: "The counts are those of the polls since the server was started (the lesson's README, Exercise 1).",
    anchors: [COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "empty-miscounted": {
    cause: "the count `empty` grew by something else than one for a poll whose `data` is empty, and none for another",
    question: "What is true of a poll that has brought nothing, and does your condition ask for exactly that?",
    pointer: "An empty array is truthy; its `length` is 0 (MDN, Truthy; the lesson's README, Exercise 1).",
    anchors: [/\bempty\b/, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "empty-not-counted": {
    cause: "a poll that brought nothing was not counted as empty",
    question: "What is true of a poll that has brought nothing, and does your condition ask for exactly that?",
    pointer: "An empty array is truthy; its `length` is 0 (MDN, Truthy; the lesson's README, Exercise 1).",
    anchors: [/\bempty\b/, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "question-taken-for-answer": {
    cause:
      "a poll that asked with `updatedSince` and brought tasks was counted as empty, and one that brought tasks without asking so was not: the count goes by the question, and not by the answer",
    question: "Does your condition look at `updatedSince`, or at the tasks that are sent?",
    pointer: "A poll is empty when its answer has no task, whatever it asked for (the lesson's README, Exercise 1).",
    anchors: [/\bempty\b/, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "bytes-miscounted": {
    cause: "the count `bytes` did not grow by the bytes of the body that was sent",
    question: "Which text does your line measure, and is it the one that the client gets, whole and in UTF-8?",
    pointer: "Make the body first and count then (the lesson's README, Counting bytes).",
    anchors: [BYTES, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "bytes-of-empty-polls-left-out": {
    cause:
      "the count `bytes` did not grow at all with a poll that brought nothing; with one that brought a task it grew by the bytes of its body",
    hint: "An answer without tasks has a body as well, and it was sent. Under which condition does your code add bytes?",
    question: "How many bytes has the body of an answer without tasks, and which line of yours adds them?",
    pointer: "What polling costs is, more than anything, answers without news (the lesson's README, Counting bytes).",
    anchors: [BYTES, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "bytes-of-later-polls-left-out": {
    cause:
      "the count `bytes` did not grow at all with a poll that had an `updatedSince`, whether it brought nothing or a task",
    hint: "A poll without `updatedSince` was counted, and those that have one are not. Which lines of yours run for each of the two?",
    question: "Which of your lines run for a poll that has an `updatedSince`, and which one adds its bytes?",
    pointer: "Every poll has a body that is sent (the lesson's README, Counting bytes).",
    anchors: [BYTES, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "characters-counted": {
    cause: "the count `bytes` grew by the characters of the body (its UTF-16 code units), and not by its bytes",
    question: "How many bytes has an é, and how many has a 🍰? Does what you count tell characters from bytes?",
    pointer:
      "The `length` of a string is in UTF-16 code units; on the wire it is UTF-8 (Node documentation, Buffer.byteLength; the lesson's README, Counting bytes).",
    anchors: [BYTES, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "tasks-alone-counted": {
    cause: "the count `bytes` grew by the bytes of the tasks alone: the body has `timestamp` and braces around them",
    question: "Which value is the body made of, and which one do you measure?",
    pointer: "Make the body first and count then (the lesson's README, Counting bytes).",
    anchors: [BYTES, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "bytes-replaced": {
    cause: "the count `bytes` is that of the last body: it replaces the sum of those before it",
    question: "What was in `bytes` before this poll, and does your line add to it?",
    pointer: "`=` and `+=` are one character apart (MDN, Addition assignment).",
    anchors: [BYTES, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "ratio-wrong": {
    cause: "the field `emptyRatio` is not `empty` divided by `requests`, as a number from 0 to 1",
    question: "What is divided by what, and is the result sent as the number that it is?",
    pointer: "The part of the polls that were empty (the lesson's README, Exercise 1).",
    anchors: [RATIO],
    start: "code",
    marks: { offending: "response" },
  },
  "ratio-kept": {
    cause: "the field `emptyRatio` stays as it was when a poll brings something",
    hint: "Each of the last polls was counted, and after the one that brought something the ratio is the old one. When is it worked out, and after which polls is it not?",
    question: "When does your code divide: whenever it is asked for the ratio, or only with some of the polls?",
    pointer:
      "A number that follows from others is worked out when it is read, or each time that one of them changes (the lesson's README, Exercise 1).",
    anchors: [RATIO],
    start: "code",
    marks: { offending: "response" },
  },
  "ratio-without-polls": {
    cause: "the field `emptyRatio` is not 0 before the first poll",
    question: "What does your code answer when the divisor is 0?",
    pointer:
      "0 / 0 is NaN, and JSON.stringify writes NaN as null (MDN, JSON.stringify; the lesson's README, Exercise 1).",
    anchors: [RATIO],
    start: "code",
    marks: { offending: "response" },
  },
  "polls-too-often": {
    cause: "the poller does not wait INTERVAL_MS from one poll to the next",
    question: "What stands between an answer and the next request in your loop, and is it awaited?",
    pointer: "Node documentation, Timers Promises API (the lesson's README, A program that asks).",
    anchors: [WAIT, TIMER],
    start: "code",
    marks: {},
  },
  "polls-too-seldom": {
    cause: "the poller waits much longer than INTERVAL_MS from each poll to the next",
    question: "How many times does your loop wait between an answer and the next request, and how long each time?",
    pointer: "Node documentation, Timers Promises API (the lesson's README, Exercise 2).",
    anchors: [WAIT, TIMER],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "request-elsewhere": {
    cause: "the poller asks for another path than /tasks",
    question: "Which URL does your poller ask for, and where does it know the server from?",
    pointer: "SERVER_URL comes from the environment (the lesson's README, the table of variables).",
    anchors: [REQUEST],
    start: "code",
    marks: {},
  },
  "first-with-timestamp": {
    cause: "the first request has an `updatedSince`, although no answer has given the poller one",
    question: "What does your poller put behind `updatedSince=` before it has been answered for the first time?",
    pointer: "`undefined` in a template literal is a word of nine letters (MDN, Template literals).",
    anchors: [SINCE, REQUEST],
    start: "code",
    marks: {},
  },
  "timestamp-not-sent": {
    cause: "a request goes out without the timestamp that an answer before it carried",
    question:
      "The answer had a `timestamp`. Where does your poller keep it until the next request, also when one fails in between?",
    pointer: "A variable outside the function lives from one poll to the next (MDN, URLSearchParams: set() method).",
    anchors: [SINCE, REQUEST],
    start: "todo",
    marks: {},
  },
  "timestamp-changed": {
    cause:
      "the `updatedSince` that arrives is no timestamp of an answer, and no time of a task or of the poller's clock",
    question: "Where does your poller take this text from, if not from the `timestamp` of its last answer?",
    pointer:
      "Only the server knows up to which change an answer goes. Send back what it said (the lesson's README, Asking for what is new).",
    anchors: [SINCE, REQUEST],
    start: "code",
    marks: {},
  },
  "timestamp-never-sent": {
    cause: "answers have brought a timestamp, and no request of the poller carries one as `updatedSince`",
    question: "Which line of yours keeps the `timestamp`, and which one puts it into the next URL, under which name?",
    pointer: "A variable outside the function lives from one poll to the next (MDN, URLSearchParams: set() method).",
    anchors: [SINCE, REQUEST],
    start: "todo",
    marks: {},
  },
  "timestamp-forgotten": {
    cause: "the poller had a timestamp, and after a poll that failed it asks for everything again",
    question: "A poll has failed. Which line of yours takes the timestamp away then?",
    pointer:
      "A failure brings no news, so what the poller knew stays right (the lesson's README, Asking for what is new).",
    anchors: [CATCH, SINCE],
    start: "code",
    marks: {},
  },
  "failure-read-as-answer": {
    cause:
      "an answer whose status says that it failed was read as if it were a good one: what its body has, or lacks, has become the timestamp",
    question: "Which line of yours finds out that a status is no good one, and is it before the body is read?",
    pointer: "A status like 503 does not make `fetch` throw: `response.ok` says it (MDN, Response: ok property).",
    anchors: [REQUEST, SINCE],
    start: "code",
    marks: {},
  },
  "timestamp-of-an-earlier-answer": {
    cause: "the `updatedSince` that arrives is the timestamp of an earlier answer, and not that of the last one",
    question: "The last answer had a timestamp too. Under which condition does your poller keep it?",
    pointer: "Each timestamp replaces the one before (the lesson's README, Asking for what is new).",
    anchors: [SINCE],
    start: "code",
    marks: {},
  },
  "kept-with-tasks-only": {
    cause: "the poller keeps the timestamps of answers with tasks, and those of answers without any it does not",
    question: "An answer without tasks has a timestamp as well. Under which condition does your poller keep it?",
    pointer: "Each timestamp replaces the one before (the lesson's README, Asking for what is new).",
    anchors: [SINCE],
    start: "code",
    marks: {},
  },
  "kept-without-tasks-only": {
    cause: "the poller keeps the timestamps of answers without tasks, and those of answers with tasks it does not",
    question: "An answer with tasks has a timestamp as well. Under which condition does your poller keep it?",
    pointer: "Each timestamp replaces the one before (the lesson's README, Asking for what is new).",
    anchors: [SINCE],
    start: "code",
    marks: {},
  },
  "first-timestamp-kept": {
    cause: "the poller goes on sending the timestamp of its first answer: it never takes another one",
    question: "Each answer has a timestamp. Which of your lines replaces the one that the poller has?",
    pointer: "`??=` assigns only where nothing was before (MDN, Nullish coalescing assignment).",
    anchors: [SINCE],
    start: "code",
    marks: {},
  },
  "time-of-a-task": {
    cause: "the `updatedSince` that arrives is the `updatedAt` of a task, and not the `timestamp` of the answer",
    question: "Which field of the answer does your poller keep: the one of a task, or the one beside `data`?",
    pointer: "Only the server knows up to which change an answer goes (the lesson's README, Asking for what is new).",
    anchors: [SINCE],
    start: "code",
    marks: {},
  },
  "time-of-own-clock": {
    cause:
      "the `updatedSince` that arrives is the present time by the poller's own clock, and not the `timestamp` of the answer",
    question: "Whose clock made the time that your poller sends, and what if that clock is a second fast?",
    pointer:
      "Only the server knows up to which change an answer goes. Send back what it said (the lesson's README, Asking for what is new).",
    anchors: [/\bDate\b/, SINCE],
    start: "code",
    marks: {},
  },
  "polls-overlap": {
    cause: "the poller asks again although its last request is not answered yet",
    question: "An answer may take longer than an interval. What in your poller waits for it before the next request?",
    pointer:
      "`setInterval` goes on whatever the last call is doing; a loop with `await` does not (MDN, setInterval(): delay restrictions).",
    anchors: [TIMER, REQUEST],
    start: "code",
    marks: {},
  },
  "polls-overlap-body": {
    cause: "the poller asks again although only the head of the last answer has come, and its body is still on the way",
    question: "`fetch` is done when the head is there. What in your poller waits until the body has been read?",
    pointer:
      "`response.json()` returns a promise, which is fulfilled once the body is complete (MDN, Response: json() method).",
    anchors: [/\.json\s*\(|\.text\s*\(/, REQUEST],
    start: "code",
    marks: {},
  },
  "waits-longer-after-failures": {
    cause: "the poller waits much longer than INTERVAL_MS after a failed poll",
    question:
      "How long does your poller wait after a failure, and which of your lines make that more than an interval?",
    pointer: "Here a failed poll is followed by the same wait as a good one (the lesson's README, Exercise 2).",
    anchors: [CATCH, WAIT, TIMER],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "no-wait-after-failures": {
    cause: "the poller asks again at once after a failed poll: the wait belongs to good answers alone",
    question: "A poll fails. Which of your lines run until the next one, and does one of them wait?",
    pointer:
      "What stands in a `try` after the line that throws is left out (MDN, try...catch). Put the wait where it always runs.",
    anchors: [CATCH, WAIT, TIMER],
    start: "code",
    marks: {},
  },
  "waits-grow-after-failures": {
    cause: "each failed poll makes the poller wait longer than the one before; it has not given up",
    hint: "The waits from poll to poll grow while polls fail. Which of your lines makes the next wait of the last one?",
    question: "Which value is your wait made of, and which line changes that value after a failure?",
    pointer: "Here a failed poll is followed by the same wait as a good one (the lesson's README, Exercise 2).",
    anchors: [CATCH, WAIT, TIMER],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "poller-gave-up": {
    cause: "after a failure the poller asks no more",
    question:
      "A request failed, and no other came. What does your code do when `fetch`, the status or the body is not as hoped?",
    pointer:
      "`fetch` rejects without a connection, and `response.json()` rejects when the body breaks off. A rejection that nothing catches ends the program (MDN, Using promises: error handling).",
    anchors: [CATCH, REQUEST],
    start: "code",
    marks: { missing: "always" },
  },
  "poller-ended": {
    cause: "after a failed poll the program has ended by itself: no error was left uncaught, and no line asks again",
    question: "What follows your `catch`: the next turn of the loop, or the end of the file?",
    pointer: "A `try` around a loop is left with the first error, and so is the loop (MDN, try...catch).",
    anchors: [CATCH, TIMER],
    start: "code",
    marks: { missing: "always" },
  },
  "change-not-printed": {
    cause: "a change that the server had was never printed",
    question:
      "This change came with an answer, or would have come with the next one. Which answer was it, and what did your poller do with it?",
    pointer:
      "A timestamp is kept once all that comes with it has been read (the lesson's README, Asking for what is new).",
    anchors: [REPORT, SINCE],
    start: "todo",
    marks: {},
  },
  "second-change-not-printed": {
    cause: "a task was changed a second time, to the title that it had, and only the first change was printed",
    question: "How does your poller decide that it has printed a change before, and what is new in this one?",
    pointer:
      "Whatever comes in an answer has changed since the timestamp that was asked with: there is nothing to compare (the lesson's README, Asking for what is new).",
    anchors: [REPORT, /new (?:Set|Map)\b/],
    start: "code",
    marks: {},
  },
  "change-printed-again": {
    cause: "a change was printed more than once",
    question: "The same change came twice, or was printed twice from one answer. Which `updatedSince` led to it?",
    pointer:
      "With the timestamp of the last answer, the server leaves out what that answer had (the lesson's README, Asking for what is new).",
    anchors: [REPORT, SINCE],
    start: "code",
    marks: {},
  },
  "requests-wrong": {
    cause:
      "the number `requestsPerMinute` is not what these clients send in a minute, and rounding a number on the way does not explain it",
    question: "How many polls does one client send in a minute, and how many do all of them?",
    pointer: "A minute has 60,000 ms (the lesson's README, What polling costs).",
    anchors: [FORMULA],
    start: "code",
    marks: { offending: "response" },
  },
  "requests-rounded": {
    cause:
      "the number `requestsPerMinute` is nearly right: a number is rounded before it is multiplied, and each client adds what was rounded off",
    question:
      "The number is nearly right. Which of your lines makes a whole number, and what is done with that number afterwards?",
    pointer:
      "Math.round, Math.floor, Math.ceil and parseInt give whole numbers. Round the result, or nothing (MDN, Math.round(); the lesson's README, What polling costs).",
    anchors: [/Math\.(?:round|floor|ceil|trunc)|parseInt|toFixed|\.int\s*\(/, FORMULA],
    start: "code",
    marks: { offending: "response" },
  },
  "interval-raised": {
    cause:
      "the number `requestsPerMinute` is that of an interval of 1 ms, for each interval that is shorter; longer ones are priced rightly, with their fractions",
    hint: "Twice as many requests fit into a minute when the interval is half as long, also below a millisecond. Which line of yours does not let it become less than 1?",
    question: "What does your code make of an interval of 0.5, and of one of 0.25?",
    pointer: "An interval may be shorter than a millisecond (the lesson's README, Exercise 3).",
    anchors: [/Math\.max|\b1\b/, FORMULA],
    start: "code",
    marks: { offending: "response" },
  },
  "no-updates-taken-for-one": {
    cause: "without updates, the number `emptyPerMinute` is what it is with one update in a minute: 0 is taken for 1",
    hint: "Nothing changes here, so every poll is empty. What does your code make of the number 0, for example in a condition or with `||`?",
    question: "Which value does your formula get for `updatesPerMinute` when it is 0?",
    pointer:
      "0 is falsy, so `||` puts something else in its place; `??` does so only for null and undefined (MDN, Nullish coalescing operator).",
    anchors: [/\|\||Math\.max\(1/, /emptyPerMinute/, FORMULA],
    start: "code",
    marks: { offending: "response" },
  },
  "worst-staleness-wrong": {
    cause: "the age `worstStalenessMs` is not that of a change that happens right after a poll",
    question: "A change happens right after a poll. How long does it wait for the next one?",
    pointer: "Draw two polls and put ten changes between them (the lesson's README, What polling costs).",
    anchors: [/worstStaleness/, FORMULA],
    start: "code",
    marks: { offending: "response" },
  },
  "mean-staleness-wrong": {
    cause: "the age `meanStalenessMs` is not the average of changes that happen at any moment between two polls",
    question: "Changes happen at any moment between two polls. How long do they wait on average?",
    pointer: "Draw two polls and put ten changes between them (the lesson's README, What polling costs).",
    anchors: [/meanStaleness/, FORMULA],
    start: "code",
    marks: { offending: "response" },
  },
  "empty-polls-wrong": {
    cause: "the number `emptyPerMinute` is not that of the requests without those that bring a change",
    question: "Each change fills one poll of each client, at best. How many polls of all clients are left?",
    pointer: "A hundred clients learn of one change with a hundred polls (the lesson's README, What polling costs).",
    anchors: [/emptyPerMinute/, FORMULA],
    start: "code",
    marks: { offending: "response" },
  },
  "negative-polls": {
    cause: "there are more changes than polls here, and the number `emptyPerMinute` is not 0",
    question: "Can fewer than none of the polls be empty?",
    pointer: "Math.max (MDN; the lesson's README, What polling costs).",
    anchors: [/emptyPerMinute/, FORMULA],
    start: "code",
    marks: { offending: "response" },
  },
  "numbers-refused": {
    cause: "numbers that the README allows are refused",
    question:
      "Which of the three numbers does your schema ask too much of: to be whole, to be above 0, or below a limit?",
    pointer:
      "Any of them may have a fraction, and clients and updates may be 0 (the lesson's README, Exercise 3; documentation of zod, Numbers).",
    anchors: [SCHEMA],
    start: "code",
    marks: { offending: "response" },
  },
  "missing-number-accepted": {
    cause: "a number is missing in this query, and costs are worked out with another in its place",
    question: "Which value does your schema give to a number that is missing?",
    pointer:
      "`.default()` and `.optional()` let a field be left out (documentation of zod, Defaults; the lesson's README, Exercise 3).",
    anchors: [SCHEMA, FORMULA],
    start: "code",
    marks: { offending: "response" },
  },
  "word-accepted": {
    cause: "a word stands where a number should, and costs are worked out all the same",
    question: "What does your schema make of a text that is no number?",
    pointer:
      "A query is text, and a schema both turns it into numbers and refuses what is none (the lesson's README, Numbers in a query).",
    anchors: [SCHEMA, FORMULA],
    start: "code",
    marks: { offending: "response" },
  },
  "negative-number-accepted": {
    cause: "a negative number is taken, and costs are worked out with it",
    question: "Which rule of your schema is about the sign of this number?",
    pointer:
      "A query is text, and a schema both turns it into numbers and refuses what is none (the lesson's README, Numbers in a query).",
    anchors: [SCHEMA, FORMULA],
    start: "code",
    marks: { offending: "response" },
  },
  "zero-interval-accepted": {
    cause: "an interval of 0 is taken, at which a client would ask infinitely often",
    question: "Which rule of your schema is about an interval of 0, and does it mean 0 and more, or more than 0?",
    pointer: "`nonnegative()` allows 0, `positive()` does not (documentation of zod, Numbers).",
    anchors: [SCHEMA, FORMULA],
    start: "code",
    marks: { offending: "response" },
  },
});
