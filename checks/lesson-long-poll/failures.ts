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
  "events-read-by-another": {
    cause:
      "a client that comes back with an old cursor gets nothing of what another client has read: what polls have missed is kept in a list that an answer empties, or is marked as read",
    question:
      "Another client has read these events. Where does your code take from what a poll has missed, and is it still there?",
    pointer:
      "The board keeps every event, and `eventsSince` returns them to whoever asks, as often as they ask (the lesson's README, The routes).",
    anchors: [CURSOR, WAITERS],
    start: "code",
    marks: { missing: "always" },
  },
  "events-cut-off": {
    cause:
      "a client that has missed many events gets the first of them and never the rest: an answer has only so many, and its cursor goes past all",
    question:
      "The first events came and the others did not. Which is the last event of the answer, and is that its cursor?",
    pointer:
      "An answer may have a limit if its cursor is the last event that is in it; the next poll gets the rest (the lesson's README, The other side).",
    anchors: [/\blimit\b|\.slice\s*\(/, CURSOR],
    start: "code",
    marks: { missing: "always" },
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
  "ended-with-another": {
    cause:
      "a poll is answered with nothing before its own time is over, in the moment in which that of an earlier one is: the timer of one poll ends others as well",
    question:
      "Two polls of a board began at different times and ended together. What does the timer of the first one call?",
    pointer:
      "Each poll has a timer of its own, which ends this poll and no other (the lesson's README, A request that waits).",
    anchors: [TIMER, WAITERS],
    start: "code",
    marks: { offending: "response" },
    timingDependent: true,
  },
  "own-timer-lost": {
    cause:
      "several polls are held, and one of them is never answered although others time out: its timer was stopped or replaced by that of another poll, or it never had one",
    question:
      "Some of these polls time out and this one does not. Where is its timer kept, and does another poll use the same variable? Is it started for a poll with `since` too?",
    pointer:
      "A variable outside of the function is one for all requests; one inside of it belongs to one request (the lesson's README, A request that waits).",
    anchors: [TIMER, WAITERS],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "no-timer-with-cursor": {
    cause:
      "polls without a cursor time out, and one with a cursor that has missed nothing never does: it waits in another way, in which nothing ends it",
    question: "A poll with `since` has to wait too when nothing was missed. Which timer ends it then?",
    pointer:
      "Whether a poll has a cursor decides where it begins; how it waits is the same (the lesson's README, A request that waits).",
    anchors: [CURSOR, TIMER],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "timed-out-cursor-goes-back": {
    cause:
      "a poll timed out, and the next one with the cursor of that answer is told what happened long before: the answer without news carries a cursor that goes back",
    question: "Nothing had happened, so the client is where it was. Which cursor does your answer without news carry?",
    pointer:
      "`.at(-1)` of an empty list is undefined, and what stands in its place has to be where the poll began (the lesson's README, The other side).",
    anchors: [CURSOR],
    start: "code",
    marks: { offending: "response" },
  },
  "waiters-too-few": {
    cause:
      "fewer waiters are counted than polls are held: something else is counted, such as boards, or a poll that ends takes others off with it, or is taken off twice",
    question:
      "Some polls are still held and no longer counted. What is removed when one of them ends: its own waiter, or more?",
    pointer:
      "What ends a poll removes its own waiter, once; those of other clients of the same board stay (MDN, Set: delete(); the lesson's README, A request that waits).",
    anchors: [WAITERS, /\babort\b|signal/],
    start: "todo",
    marks: { offending: "response" },
  },
  "waiters-left": {
    cause:
      "more waiters are counted than polls are held: a poll still counts after it was answered, timed out, or given up by its client",
    question: "A poll can end in three ways. On which of them does your code forget it?",
    pointer:
      "News, the timer and the client's departure each end the waiting; whatever follows the `await` runs for all three, unless the promise rejects (MDN, AbortSignal: abort event; the lesson's README, A request that waits).",
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
  "timers-of-clients-left": {
    cause:
      "clients have gone and the timers of their polls go on: the way out that news takes stops them, and this one does not",
    question: "The client has gone, and its timer rings all the same. Does what you do on `abort` stop it as well?",
    pointer:
      "News, the timer and the client's departure may all resolve the same promise; then what follows the `await` cleans up for each (the lesson's README, A request that waits).",
    anchors: [/\babort\b|signal/, TIMER],
    start: "code",
    marks: { offending: "response" },
  },
});
