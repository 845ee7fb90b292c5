import { defineFailures } from "#kit";

const PRESENCE = /Presence\s*\(/;

/** What can go wrong with one board among several, or with one of several people on it. */
export const boardFailures = defineFailures({
  "empty-board-refused": {
    cause:
      "the people of a board that somebody is on are answered with 200, and those of one that nobody is on with an error",
    hint: "Nobody is on this board, so nothing was ever noted for it. What does getPresence read then, and what does it make of it?",
    question: "Nothing was noted for a board that nobody is on. What does your code do with what it finds there?",
    pointer:
      "`get` of a Map returns undefined for a key that it does not have, and undefined has no `values` (MDN, Map: get).",
    anchors: [PRESENCE, /\.get\s*\(/],
    start: "code",
    marks: { offending: "response" },
  },
  "board-forgotten-early": {
    cause:
      "of three people on a board, two are listed when one has left, and nobody when another one has: with one connection left, all that is kept of the board is removed",
    hint: "The last but one leaves, and the last is gone from the list. When does your code remove the entry of a board, and how many connections are in it then?",
    question: "With one connection left, the board's list is empty. What does your code remove, and on what condition?",
    pointer: "A board is empty when no connection is left: its size is 0 after the removal (MDN, Map: size).",
    anchors: [/\.size|\.length/, PRESENCE],
    start: "code",
    marks: { offending: "response" },
  },
  "present-elsewhere": {
    cause:
      "a user who is on this board alone is announced when they leave, and one who is on another board as well is not: their connections on other boards count for this one",
    hint: "The user has left this board and is on another one. On which board does your code look for other connections of the user before it announces that they have left?",
    question: "A user is on another board, and is not announced here. Over which boards does your question go?",
    pointer:
      "Two boards are independent of each other: the question is whether any connection of this user is on this board.",
    anchors: [PRESENCE],
    start: "code",
    marks: { missing: "always" },
  },
  "same-tab-announced": {
    cause:
      "a second join of the same tab is announced as if somebody had come; one more tab of a user who is there is not",
    hint: "The same connection has joined twice. Which connections does your code look at when it asks whether the user is there already, and is this one among them?",
    question: "One tab joins twice and is announced twice. Does your question leave out the connection that asks?",
    pointer:
      "A connection that is on the board already has not come: it is one of those that make its user present (the lesson's README, Connections are not people).",
    anchors: [PRESENCE],
    start: "code",
    marks: { offending: "message" },
  },
  "ends-at-a-quiet-board": {
    cause:
      "the boards of a tab that has ended are gone through, and the first one on which it did not type ends that: on the later ones its typing goes on",
    question: "Your loop comes to a board on which the tab was not typing. What does it do there?",
    pointer: "`return` and `break` end a loop, `continue` goes on with the next one (MDN, for...of).",
    hint: "The tab was on a board on which it did not type. What does your code do when it comes to that board, and does it come to the next one?",
    anchors: [/\breturn\b|\bbreak\b/],
    start: "code",
    marks: { missing: "always" },
  },
  "every-second-board-skipped": {
    cause:
      "of four boards on which a user typed who vanished, the first and the third are told that it is over, and the second and the fourth are not: the loop over the boards passes over every second one",
    hint: "Every second board is passed over. What does your loop go through, and does anything take elements out of it meanwhile?",
    question: "The loop over a connection's boards skips every second. What changes what it goes through?",
    pointer:
      "A `splice` inside a loop moves the elements behind it forward by one, and the next is skipped (MDN, Array.prototype.splice). A loop over a copy skips none.",
    anchors: [/splice|shift\s*\(|forEach/, /forget/],
    start: "code",
    marks: { missing: "always" },
  },
});
