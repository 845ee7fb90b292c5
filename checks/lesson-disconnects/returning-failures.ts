import { anchors, defineFailures } from "#kit";

const { SEND, TIMER } = anchors;

const TERMINATE = /\.terminate\s*\(/;
const ON_CLOSE = /["'`]close["'`]|\bonclose\b|\bclosed\s*\(/;
const WAIT = /setTimeout\s*\(|\bsleep\s*\(/;
const BACKOFF = /BACKOFF_|\bbackoff\b/;
const RANDOM = /Math\.random/;
const COUNT = /\battempts?\b|\bfail\w*\b|\bretr\w+\b/i;
const CODE = /4401|UNAUTHORIZED/;
const SILENCE = /SILENCE_LIMIT_MS/;
const JOIN = /["'`]join["'`]/;
const JOINED = /["'`]joined["'`]|\bjoined\s*\(/;

/** What can go wrong with a client that comes back. */
export const returningFailures = defineFailures({
  "not-joined": {
    cause: "the client is connected and has not joined the board",
    question: "A new connection is a stranger to the server. What does your client send once it is open, each time?",
    pointer: "Rooms hold connections, so each connection has to join (the lesson's README, the protocol table).",
    anchors: [JOIN, SEND],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "not-reconnected": {
    cause: "the client has lost its connection and does not try to make another",
    question: "The connection has ended. Which function of yours runs then, and does it lead back to connect?",
    pointer:
      "Every connection that ends raises 'close', also one that could never be made: with 1006 where no close frame came, and with another code where one did (ws documentation, Event: 'close'; RFC 6455, section 7.4.1).",
    anchors: [ON_CLOSE, WAIT],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "code-taken-for-final": {
    cause:
      "the client comes back after its connection was cut and after other close codes, and not after this one: it takes this code for the end",
    hint: "The client came back after other ends and not after this close code. Which codes does your listener of 'close' take for the end, and which does the README?",
    question: "The server closed with this code, and the client gave up. Which codes does your code compare with?",
    pointer:
      "The client connects again after any end, whatever its code, except after 4401 (the lesson's README, exercise 2).",
    anchors: [ON_CLOSE],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "retries-at-once": {
    cause: "the client tries again at once, or long before half of BACKOFF_BASE_MS is over",
    question: "What happens between the end of the connection and the next attempt, and for how long?",
    pointer:
      "`setTimeout` takes milliseconds, and a function: `connect`, not what `connect()` returns (MDN, setTimeout).",
    anchors: [WAIT, BACKOFF],
    start: "code",
    marks: {},
  },
  "waits-do-not-grow": {
    cause: "after a failed attempt the client tries again sooner than half of the wait that is due",
    question:
      "The wait doubles with each attempt that fails. What do you count, and how many listeners start a new attempt when one has failed?",
    pointer:
      "2 ** n is 1, 2, 4, 8 (MDN, Exponentiation). An attempt that fails raises 'error' and then 'close': only one of them may lead to another attempt (the lesson's README, Coming back).",
    anchors: [BACKOFF, COUNT, WAIT],
    start: "code",
    marks: {},
  },
  "wait-below-half": {
    cause: "the longest waits double as they should, and others are shorter than half of them",
    hint: "The longest waits are right, and the shortest are not. Between which two times does your random wait lie?",
    question: "What is the shortest wait that your formula gives, when Math.random() is 0?",
    pointer:
      "Math.random() is at least 0 and less than 1 (MDN, Math.random). Here the wait is between half and all of the longest (the lesson's README, Coming back).",
    anchors: [RANDOM, BACKOFF],
    start: "code",
    marks: {},
  },
  "waits-stay-short": {
    cause: "no wait is longer than the first one: it is not doubled, or what counts the failed attempts does not rise",
    hint: "The waits do not grow. Which line counts the attempts that failed, which line sets that back, and where does the number stand in your formula?",
    question: "How large is the number of failed attempts at the third wait, and what does your formula make of it?",
    pointer:
      "2 ** n is 1, 2, 4, 8, and ^ is no power (MDN, Exponentiation). The number is set back when the client has joined, and not when it begins an attempt (the lesson's README, Coming back).",
    anchors: [COUNT, BACKOFF],
    start: "code",
    marks: {},
  },
  "doubling-stops": {
    cause: "the wait is doubled a few times and then no more, long before it comes to BACKOFF_MAX_MS",
    hint: "The waits double at first, and stop growing far below BACKOFF_MAX_MS. Which line keeps the number of attempts, or the power of 2, from growing on?",
    question: "After a few failures the wait no longer doubles. What in your formula has a limit of its own?",
    pointer:
      "Only BACKOFF_MAX_MS ends the growth: min(BACKOFF_MAX_MS, BACKOFF_BASE_MS · 2^n) (the lesson's README, Coming back).",
    anchors: [COUNT, BACKOFF],
    start: "code",
    marks: {},
  },
  "waits-too-long": {
    cause: "the next attempt comes much later than the wait that is due, or not at all",
    question: "How long may the client wait at most at this point, and what does your formula give?",
    pointer:
      "Between half and all of min(BACKOFF_MAX_MS, BACKOFF_BASE_MS · 2^n), where n counts from 0 (the lesson's README, Coming back). An attempt that fails has to lead to another one.",
    anchors: [BACKOFF, ON_CLOSE, WAIT],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "wait-not-capped": {
    cause: "the waits go on growing beyond BACKOFF_MAX_MS",
    question: "After ten failures, 2 ** 10 is about a thousand. What keeps the wait below BACKOFF_MAX_MS?",
    pointer: "Math.min (MDN; the lesson's README, Coming back).",
    anchors: [BACKOFF],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "no-jitter": {
    cause: "the client waits equally long each time: nothing in it is random, or it is only added",
    question:
      "A thousand clients lose their connections in the same moment. In which moments do they come back, with your formula?",
    pointer:
      "Math.random() is at least 0 and less than 1; the wait is between half and all of the longest (MDN, Math.random; the lesson's README, Coming back).",
    anchors: [RANDOM, BACKOFF],
    start: "code",
    marks: {},
  },
  "waits-all-alike": {
    cause: "the waits before attempts that have the same limit are all equally long: nothing in them is random",
    hint: "Where BACKOFF_MAX_MS is the limit, each wait is as long as the one before. Which values can the random part of your formula have?",
    question: "Every wait at the limit is equally long. Which values can the random part of your formula have?",
    pointer:
      "Math.random() is at least 0 and less than 1, so what Math.floor makes of it is always 0 (MDN, Math.random; Math.floor). Called once when the program starts, it gives one value for all waits.",
    anchors: [RANDOM, BACKOFF],
    start: "code",
    marks: {},
  },
  "first-wait-too-long": {
    cause: "the first wait is longer than BACKOFF_BASE_MS: the attempts are counted from 1, or set back to 1",
    question: "What is n, in your formula, when the connection that is lost had worked?",
    pointer:
      "n counts the attempts since the last one that worked, from 0, and 2 ** 0 is 1 (the lesson's README, Coming back). `++n` counts before the value is used, `n++` afterwards (MDN, Increment).",
    anchors: [COUNT, BACKOFF],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "backoff-not-reset": {
    cause:
      "after a connection that worked the client still waits as long as after many failures: what counts the failed attempts is not set back",
    hint: "Attempts had failed, then one worked, and the wait after it is still the long one. Which line sets the number of failed attempts back to 0, and when does it run?",
    question: "The client had failed, and then succeeded. Where does your code forget the failures?",
    pointer: "What is counted has to be set back where it is known that the connection works: when it has joined.",
    anchors: [COUNT, JOINED],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "connected-twice": {
    cause: "the client has more than one connection, or attempt, at a time",
    question: "One connection was lost. How many attempts did that lead to, and which lines began them?",
    pointer:
      "An attempt that fails raises 'error' and then 'close', and so does a connection that your code ends itself raise 'close' (the lesson's README, Coming back). Only one of these may lead to another attempt.",
    anchors: [ON_CLOSE, WAIT],
    start: "code",
    marks: {},
  },
  "retried-unauthorized": {
    cause: "the client was closed with 4401 and tries again with the same token",
    question: "What will the server answer next time, and the time after? Which argument of 'close' says so?",
    pointer:
      "The listener of 'close' gets the code as its first argument, a number (ws documentation, Event: 'close').",
    anchors: [CODE, ON_CLOSE],
    start: "todo",
    marks: {},
  },
  "silence-unnoticed": {
    cause: "nothing arrives any more, and the client goes on waiting for it",
    question: "The network swallows everything, and no event comes. What in your client runs all the same?",
    pointer:
      "A timer that begins anew with each ping goes off when none comes (ws documentation, Event: 'ping'; Node documentation, timeout.refresh). `close()` waits for an answer.",
    anchors: [SILENCE, TERMINATE, TIMER],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "silence-before-ping": {
    cause: "the timer that notices silence does not run before the first ping has come",
    question: "The network went silent before a ping had come. Which line starts your timer, and has it run by then?",
    pointer:
      "A connection can die at any moment. The timer has to run from the first one; a ping only starts it anew (Node documentation, timeout.refresh).",
    anchors: [SILENCE, TIMER],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "handshake-without-limit": {
    cause: "an attempt that nothing answers is waited for without end",
    question:
      "Neither 'open' nor 'error' comes when a handshake is not answered. What in your client runs at that time?",
    pointer:
      "A timer that is started with the attempt covers the handshake, too (the TODO of exercise 3 in client.ts; ws documentation, handshakeTimeout).",
    anchors: [SILENCE, TIMER, /new WebSocket\s*\(/],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "left-live-connection": {
    cause: "the client ends a connection on which pings arrive",
    question: "Pings came all the time. What does your timer do when one comes?",
    pointer:
      "A ping frame raises 'ping', and no 'message' (ws documentation, Event: 'ping'). Each has to start the timer anew.",
    anchors: [SILENCE, TIMER],
    start: "code",
    marks: {},
    timingDependent: true,
  },
});
