import { anchors, defineFailures } from "#kit";

const { BROADCAST, TIMER } = anchors;

const TYPING = /typing/i;
const CLEAR = /clearTimeout|stopTyping|forget/;

/** What can go wrong with who is told about typing. */
export const typingFailures = defineFailures({
  "typing-not-told": {
    cause: "somebody types, or has stopped, and the others are not told",
    question:
      "A client said that its user types, or does not any more, and the others were told nothing. Where does that message go in your code?",
    pointer:
      'The others in the room get "user_typing" with "typing":true or false (the protocol table in the lesson\'s README).',
    anchors: [TYPING, BROADCAST],
    start: "todo",
    marks: { missing: "always" },
  },
  "stop-says-types": {
    cause: "that a user has stopped typing is announced as if they typed",
    question: 'The user has stopped, and the others were sent "typing":true. What decides which of the two you send?',
    pointer: 'Of one message, "typing" is true or false (the protocol table in the lesson\'s README).',
    anchors: [/typing:/, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "stopped-at-once": {
    cause:
      "a user who types is said to have stopped at once: a line that ends the typing runs after the one that begins it",
    question: "The others were told that the user types, and in the same moment that they do not. Which two lines ran?",
    pointer:
      "Read the switch from the case of `typing` downwards: a case that ends with neither `break` nor `return` goes on in the next one (MDN, switch).",
    anchors: [anchors.SWITCH, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "stop-told-again": {
    cause: "a user who has stopped typing says so once more, and the others are told once more",
    question: "The user was typing no longer when this came. What has to be asked before the others are told?",
    pointer: "The others are told that typing ends only if they were told that it began, and only once.",
    anchors: [TYPING, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
  "own-tab-not-told": {
    cause: "another tab of the user who types is left out, as if it were the one that types",
    question: "Which connections does your code leave out: the one that sent the message, or all of its user?",
    pointer:
      "The others are the other connections on the board, whoever they belong to (below the protocol table in the lesson's README).",
    anchors: [TYPING, BROADCAST],
    start: "code",
    marks: { missing: "always" },
  },
  "another-stopped": {
    cause: "what ends one typing ends another one with it: that of another board, of another tab or of another user",
    question: "Somebody was said to have stopped who types on. By what does your code find the typing that it ends?",
    pointer:
      "Each typing belongs to one connection and one board. What is found by the user alone, by the board alone or by the connection alone may be another one (MDN, Map).",
    anchors: [CLEAR, TIMER, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "typing-kept-by-another-tab": {
    cause:
      "a typist vanishes while another tab of the user is on the board, and the others are not told that the typing is over",
    hint: "With the user's last tab the typing ends, and with any other it does not. Which line ends the typing when a connection ends, and does something return before it?",
    question:
      "The connection that typed has ended, and its user is still there. Does your code reach the line that ends the typing?",
    pointer:
      "A typing belongs to one connection; whether the user has left is a question of its own (the lesson's README, exercise 3).",
    anchors: [CLEAR, /["'`]close["'`]|handleDisconnect/, TYPING],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "typing-ended-on-one-board": {
    cause: "a typist vanishes who typed on two boards, and only one of them is told that the typing is over",
    hint: "One board is told, and the other is not. What does your code keep of the boards that a connection types on, and how many of them does it go through?",
    question:
      "A connection typed on two boards. What does your code know of these boards when it ends: all, or one of them?",
    pointer:
      "`for … of` goes through all entries; what has a single place holds the latest only (MDN, for...of; MDN, Map).",
    anchors: [CLEAR, TYPING],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "types-without-connection": {
    cause:
      "the connection of a typist has ended, and the others on a board of its are not told that the typing has: it goes on until its time is over",
    question:
      "The one connection that typed is gone. Which code runs when it ends, and for which boards does it end the typing?",
    pointer:
      "The end of a connection ends its typing on every board, and does not ask whether its user has another tab (ws documentation, event 'close').",
    anchors: [CLEAR, /["'`]close["'`]/, TYPING],
    start: "todo",
    marks: { missing: "always" },
  },
  "typing-after-stop": {
    cause: "the message that stops ended the typing and not its timer, which goes on and announces the end once more",
    hint: "The user has stopped, and the timer was still running. Who stops it, and does it find the timer of this user?",
    question: "Typing had ended, and some time later the others were told so again. Which timer went off?",
    pointer: "Whatever ends the typing has to clear the timer, too (Node documentation, clearTimeout).",
    anchors: [CLEAR, TIMER, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "typing-after-the-end": {
    cause:
      "the connection of a typist has ended, and with it the typing; its timer was left running and announces the end once more",
    hint: "The connection has ended in the middle of a word. Which of its timers are still running, and who clears them?",
    question:
      "Typing had ended, and some time later the others were told so again. Which timer went off, and who should have stopped it?",
    pointer:
      "Whatever ends the typing, a message or the end of the connection, has to clear the timer, too (Node documentation, clearTimeout).",
    anchors: [CLEAR, TIMER, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "typing-elsewhere": {
    cause: "a client on another board is told who types",
    question:
      "Somebody was told about typing on a board that they have not joined. Which connections do you send it to?",
    pointer: "Only the room of the board that the message names is told (the protocol table in the lesson's README).",
    anchors: [TYPING, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
  "typist-told": {
    cause: "the connection that types is told that its own user types",
    question: "The typist was told about their own typing. To whom does your code send it?",
    pointer: "`broadcastToRoom` can leave one connection out: its third parameter.",
    anchors: [TYPING, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
});
