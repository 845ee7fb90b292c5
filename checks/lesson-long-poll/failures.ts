import { anchors, defineFailures } from "#kit";

const { TIMER } = anchors;

/** Where waiters are kept and let go. */
const WAITERS = /\bwaiters?\b|\bwaiting\b|\bheld\b/;
const CURSOR = /\bsince\b|eventsSince|timestamp/;

/** What can go wrong with polls, beside what can go wrong with any request. */
export const failures = defineFailures({
  "event-lost": {
    cause:
      "something happened between two polls or while one was being answered, and no answer reported it: the next poll begins later than the last one ended",
    question:
      "An event is in no answer. Where was the client when it happened, and where does your code look for what it missed?",
    pointer:
      "Compare the cursor of the last answer with the `since` of the next poll, and with the events of the board: everything after the cursor has to be answered, however long ago it was (the table of routes in the lesson's README).",
    anchors: [CURSOR, WAITERS],
    start: "todo",
    marks: { offending: "response" },
  },
  "event-repeated": {
    cause:
      "an event that a poll was answered with came again: the cursor does not move past it, or the comparison includes it",
    question:
      "The same event came twice. Which cursor did the first of the two answers carry, and is the event after it?",
    pointer:
      "The cursor of an answer says up to where it goes. What comes next begins after it, and not with it (the table of routes in the lesson's README).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "events-out-of-order": {
    cause: "the events are all there and not in the order in which they happened",
    question: "In which order does your code put the events, and in which did they happen?",
    pointer:
      "`eventsSince` returns them oldest first, and ids grow with every event (the lesson's README, The routes).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "not-all-woken": {
    cause:
      "some of the polls that wait for this board are answered and others are not: a new one takes the place of an older one, or waking ends too early",
    question:
      "Several polls wait for one board. Where is each of them kept, and does your code go through all of them?",
    pointer:
      "A Map has one value for each key; where several wait for the same board, that value is a Set or a list (MDN, Set).",
    anchors: [WAITERS],
    start: "code",
    marks: { missing: "always" },
  },
  "waiters-miscounted": {
    cause:
      "the number that `waiterCount` returns is not that of the polls that are held: something else is counted, such as boards, or a poll still counts after it was answered, timed out, or given up by its client",
    question: "A poll can end in three ways. On which of them does your code forget it?",
    pointer:
      "News, the timer and the client's departure each end the waiting; whatever follows the `await` runs for all three (MDN, AbortSignal: abort event; the lesson's README, A request that waits).",
    anchors: [WAITERS, /\babort\b|signal/],
    start: "todo",
    marks: { offending: "response" },
  },
  "timers-left": {
    cause: "polls were answered and their timers go on: each rings for nothing when its time is over",
    question: "A poll was answered before its time was over. What stops its timer?",
    pointer: "`setTimeout` returns what `clearTimeout` takes (Node documentation, Timers).",
    anchors: [TIMER, WAITERS],
    start: "code",
    marks: { offending: "response" },
  },
});
