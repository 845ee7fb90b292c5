import { defineFailures } from "#kit";

const PRINTED = /\bprinted\b|\bseen\b|console\.log/;
const CLEAR = /\.clear\s*\(|new Set|\.delete\s*\(/;

/** Why an event is printed more than once. */
export const printingFailures = defineFailures({
  "forgotten-at-reconnection": {
    cause:
      "an event is printed again when it comes with the poll after a reconnection: what was printed is forgotten when a connection is made",
    hint: "Within one connection nothing is printed twice. What becomes of your list of printed events when a new connection is made?",
    question:
      "A new connection, and what was printed before it is printed again. Which line empties your list, or makes a new one?",
    pointer:
      "The cursor is that of the last poll, so the next poll also brings what has come over the connection since. What was printed is remembered for as long as the program runs (the lesson's README, Catching up).",
    anchors: [CLEAR, PRINTED],
    start: "code",
    marks: {},
  },
  "both-ways-printed": {
    cause: "an event that comes over the connection and with a poll is printed both times",
    hint: "Two ways can bring the same event. Where does your code note an event that it prints, and where does it look it up, for each of the two ways?",
    question: "Two ways can bring the same event. What do you ask before you print it, on each of them?",
    pointer: "Every event has an `id` that no other has (MDN, Set; the lesson's README, Catching up).",
    anchors: [PRINTED],
    start: "todo",
    marks: {},
  },
  "forgotten-after-a-while": {
    cause: "what was printed is forgotten after some more events, and printed again when a poll brings it",
    hint: "A few events later, what was printed is printed again. How many events does your code remember, and how many can a poll bring?",
    question: "What was printed is forgotten after some more events. Which line removes it?",
    pointer: "A poll brings everything after its cursor, however much that is (the lesson's README, Catching up).",
    anchors: [CLEAR, PRINTED],
    start: "code",
    marks: {},
  },
});
