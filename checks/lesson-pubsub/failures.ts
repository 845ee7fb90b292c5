import { defineFailures } from "#kit";

const PUBLISH = /\bpublish\s*\(/;
const SUBSCRIBE = /\bsubscribe\s*\(/;
const LOOP = /for\s*\(\s*const\s.{0,100}\bof\b|\.forEach\s*\(/;

/** What can go wrong between a change of the board and those who have to learn of it. */
export const failures = defineFailures({
  "event-missed": {
    cause: "the event does not reach this subscriber: it is not published, or the subscriber is not called",
    question:
      "The change was stored, and one subscriber did not get its event. Is it subscribed, and does the code that made this change publish the event?",
    pointer:
      "Put a `console.log` into `publish` that prints the event and the number of subscribers. If the line is missing, the change is not published; if the number is too small, something is not subscribed. A loop that ends early or skips one calls fewer than there are (MDN, for...of).",
    anchors: [PUBLISH, SUBSCRIBE, LOOP],
    start: "todo",
    marks: { missing: "always" },
  },
  "delivered-twice": {
    cause: "two ways lead from the change to this subscriber: a subscription and a direct call, or two of one kind",
    question: "One change arrived twice. Which lines of yours lead to the function that delivers it?",
    pointer:
      "Search for the names `deliverToStreams` and `deliverToRoom`: after this lesson, each is used once, where it is subscribed. Then count how often `publish` runs for one change.",
    anchors: [PUBLISH, SUBSCRIBE],
    start: "code",
    marks: { offending: "message" },
  },
  "published-for-nothing": {
    cause: "an event is published for a change that was refused or undone",
    question:
      "Nothing of this was stored, and clients were sent it. At which moment does your code publish, and can the change still fail then?",
    pointer:
      "Publish what the board has returned, after it has returned it. In a transaction nothing is certain before its end (SQLite documentation, Transaction; the exercise in the lesson's README).",
    anchors: [PUBLISH, /createAll|transaction/],
    start: "code",
    marks: { offending: "message" },
  },
  "activity-differs": {
    cause: "the list of activities is not what has happened on the board",
    question:
      "The list differs from what has happened. Which events reach your subscriber, and which board's list do they go into?",
    pointer:
      "Log each event in your subscriber, and what the list holds afterwards. `boardId` of the event says which board it is about; `push` adds at the end (MDN, Array.prototype.push).",
    anchors: [SUBSCRIBE, /\.push\s*\(|activit/],
    start: "todo",
    marks: { offending: "response" },
  },
});
