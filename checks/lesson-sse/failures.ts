import { anchors, defineFailures } from "#kit";

const { BROADCAST } = anchors;

const CANCEL = /\bcancel\b/;
const REMOVE = /\.delete\s*\(|\.splice\s*\(|\.filter\s*\(|indexOf|findIndex/;
const COUNT = /\bclientCount\b|\.size\b|\.length\b/;

/** What can go wrong with the list of clients. What can go wrong with a stream, the engine defines. */
export const failures = defineFailures({
  "clients-kept": {
    cause:
      "a client that has left is still counted: cancel removes nothing, or looks for something else than what start put in",
    question:
      "Clients left, and the server still counts them. Is cancel called, and is what it removes the very object that start put in?",
    pointer:
      "Log both, the one in `start` and the one in `cancel`, and compare them with `===`. `cancel` is given the reason and not the controller, and an arrow function has no `this` of its own (MDN, ReadableStream() constructor: cancel; MDN, this).",
    anchors: [CANCEL, REMOVE, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "clients-miscounted": {
    cause:
      "the count is lower than the number of streams that are open: something else is counted, such as boards, or more is removed than the client that left",
    question: "The server counts fewer clients than there are. What does the number that you return count?",
    pointer:
      "Follow the count by hand with two clients on one board and one on another, before and after one of them leaves (MDN, Map: size; MDN, Array.prototype.splice, for an index below zero).",
    anchors: [COUNT, CANCEL, REMOVE, BROADCAST],
    start: "todo",
    marks: { offending: "response" },
  },
});
