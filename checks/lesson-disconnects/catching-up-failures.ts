import { defineFailures } from "#kit";

const JOINED = /["'`]joined["'`]|\bjoined\s*\(/;
const POLL = /\bfetch\s*\(|\/poll/;
const SINCE = /\bsince\b/;
const PRINTED = /\bprinted\b|\bseen\b|console\.log/;

/** What can go wrong with what a client has missed. */
export const catchingUpFailures = defineFailures({
  "not-asked": {
    cause: "the client does not ask for what has happened",
    question: "The client has joined. Which line of yours asks for what it may have missed, and when does it run?",
    pointer:
      "GET /boards/:boardId/poll?since=… on SERVER_URL; without `since` the first time (the lesson's README, Catching up).",
    anchors: [POLL, JOINED],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "event-missed": {
    cause: "an event was never printed, although the client could have known of it",
    question:
      "Did this event happen before the client joined again, or after? Which of the two ways should have brought it, and what did your code do with it?",
    pointer:
      "Ask once the server has confirmed the join, for what follows the cursor; and only an answer that has been read whole moves the cursor (the lesson's README, Catching up).",
    anchors: [SINCE, POLL, JOINED],
    start: "todo",
    marks: {},
    timingDependent: true,
  },
  "polled-before-join": {
    cause:
      "the client polled before the server had put it into the room, and not again: what happened in between came over neither way",
    hint: "The poll was answered before the client was in the room. Which message of the server says that it is in, and does your client wait for it before it asks?",
    question: "The poll came too soon. What does your client wait for before it asks?",
    pointer:
      "From the confirmed join on, events come over the connection; what is asked for after it includes all before (the lesson's README, Catching up).",
    anchors: [JOINED, POLL],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "cursor-moved-by-event": {
    cause:
      "after a poll that brought no answer the client asked from another event on: an event that came over the connection has moved its cursor past what it had missed",
    hint: "A poll was never answered, and the next one named a later event. Which lines of your client move the cursor?",
    question: "The cursor moved although no poll was answered. Which line moved it?",
    pointer:
      "An event on the connection says nothing of those before it. Only an answer that has been read whole moves the cursor (the lesson's README, Catching up).",
    anchors: [SINCE, POLL],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "failed-poll-dropped": {
    cause:
      "the client's last poll was answered with an error, and nothing followed it: no other poll, and no new connection",
    hint: "A poll failed, and the client asked no more. What does `fetch` do with such a status, and what does your code do after it?",
    question: "The poll failed and nothing came after it. Who asks again, and when?",
    pointer:
      "`fetch` resolves for any status: `ok` says whether it is one of 200 to 299 (MDN, Response.ok). A client that has not caught up asks again, or connects anew.",
    anchors: [POLL, /\.ok\b|catch/],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "behind-live-dropped": {
    cause: "an event that a poll has brought is not printed when a later one has come over the connection before",
    hint: "Both ways brought events, and the later one came first. By what does your code know what it has printed already?",
    question:
      "The poll's answer has an event with a smaller id than one that was printed. What does your code do with it?",
    pointer:
      "The events of an answer are older than what came over the connection meanwhile. Whether one was printed, only its own id says (MDN, Set; the lesson's README, Catching up).",
    anchors: [PRINTED, SINCE, POLL],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "taken-for-another": {
    cause: "two events with the same content are taken for one, and only the first is printed",
    question: "Two tasks have the same title. By what does your code know that an event was printed already?",
    pointer:
      "Every event has an `id` that no other has; everything else may be the same (the lesson's README, Catching up).",
    anchors: [PRINTED],
    start: "code",
    marks: {},
  },
  "event-printed-again": {
    cause: "an event was printed more than once",
    question: "Two ways can bring the same event. What do you ask before you print it?",
    pointer: "Every event has an `id` that no other has (MDN, Set; the lesson's README, Catching up).",
    anchors: [PRINTED, SINCE],
    start: "todo",
    marks: {},
  },
});
