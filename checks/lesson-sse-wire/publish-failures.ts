/** What can go wrong with the responses that are open, beside what can go wrong with any stream. */
import { defineFailures } from "#kit";

const REMOVE = /\.on(?:ce)?\s*\(\s*"close"|\.splice\s*\(|\.filter\s*\(|\.delete\s*\(|\.clear\s*\(/;

export const publishFailures = defineFailures({
  "block-changed": {
    cause: "the bytes that came on the stream are not the bytes of the block that was published",
    question:
      "What was published and what came are both in the report. At which byte do they part, and which call of yours changes it?",
    pointer:
      "A block is written as it is: spaces, line ends and comments are part of it. res.write writes a text as UTF-8 unless it is told otherwise (Node documentation, http: response.write).",
    anchors: [/\.write\s*\(|\.enqueue\s*\(|\.push\s*\(/, /\bpublish\b/],
    start: "code",
    marks: { offending: "response" },
  },
  "block-completed": {
    cause: "a block that is only a part of an event is completed: something that is not in it is written behind it",
    question: "A block ends in the middle of an event. What does your code write behind it, and who asked for that?",
    pointer:
      "A block is written as it is: it may be a part of an event, and may end with any of the three line ends (the lesson's README, Exercise 2).",
    hint: "`why` says what came behind the block. Which line of yours writes it, and under which condition?",
    anchors: [/\bendsWith\b/, /\.write\s*\(|\.enqueue\s*\(|\.push\s*\(/, /\bpublish\b/],
    start: "code",
    marks: { offending: "response" },
  },
  "later-ones-removed": {
    cause: "a client left, and all that had come after it are removed from the list with it",
    question: "What does the call remove that takes a response off your list: one of them, or all from there on?",
    pointer:
      "Without its second argument, `splice` removes everything from the index on (MDN, Array.prototype.splice()).",
    hint: "One response was closed. How many does the line take off the list that runs then, and from which place on?",
    anchors: [REMOVE],
    start: "code",
    marks: { missing: "always" },
  },
  "list-emptied": {
    cause: "a client left, and the list is empty afterwards",
    question: "One response was closed. What is left in your list when the line has run that takes it off?",
    pointer:
      "`clear` removes all, `delete` one; a filter keeps those for which its function returns true (MDN, Set; MDN, Array.prototype.filter()).",
    hint: "One response was closed, and none is left in the list. Which ones does your code keep?",
    anchors: [REMOVE],
    start: "code",
    marks: { missing: "always" },
  },
  "other-one-removed": {
    cause: "a client left, and another one was removed from the list",
    question: "How does the code that runs when a response is closed find the place of this response in the list?",
    pointer:
      "`indexOf` returns the place, or -1 when there is none, and `splice` counts -1 from the end (MDN, Array.prototype.splice()).",
    hint: "`why` says which one is gone. At which place does your code take something off the list, and which response is there?",
    anchors: [REMOVE],
    start: "code",
    marks: { missing: "always" },
  },
  "place-out-of-date": {
    cause:
      "a client that leaves is taken off the list at a place that it had before an earlier one left: another one is removed",
    question: "When does your code find the place of a response in the list: when it comes, or when it is closed?",
    pointer:
      "`splice` moves all that stand behind. `indexOf` at the time of the departure finds the place as it is then; a Set needs no places (MDN, Array.prototype.splice(); MDN, Set).",
    hint: "The first departure goes well, and a later one does not. Where does the place come from at which your code takes something off the list?",
    anchors: [REMOVE],
    start: "code",
    marks: { missing: "always" },
  },
  "stops-at-closed": {
    cause: "a response that is closed keeps the block from all that come behind it",
    question: "What does your loop do when it comes to a response that is closed?",
    pointer: "`return` and `break` end a loop, `continue` goes on with the next one (MDN, for...of).",
    hint: "What does publish do when it comes to a response that is closed, and does it come to the next one?",
    anchors: [/\bpublish\b/, /\.write\s*\(/],
    start: "code",
    marks: { missing: "always" },
  },
});
