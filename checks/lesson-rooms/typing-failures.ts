import { defineFailures } from "#kit";

const TYPING = /["']typing["']|user_typing/;
const BROADCAST_CALL = /broadcastToRoom/;

/** What can go wrong with where typing is announced. */
export const typingFailures = defineFailures({
  "typing-from-another-room": {
    cause:
      "typing is announced on a board that its client has not joined when it has joined another one, and not when it has joined none: what is asked is whether the client is on some board, and not whether it is on this one",
    hint: "Who is on no board is refused, and who is on another one is not. Does your code ask for this board before it announces typing, or only whether it knows the client?",
    question: "A member of one board types on another. What does your code ask before it announces that?",
    pointer:
      "`isInRoom` asks about one room. That `users` knows the client says that it has joined some board, at some time (MDN, Set: has).",
    anchors: [TYPING, BROADCAST_CALL],
    start: "code",
    marks: { offending: "message" },
  },
  "typing-in-the-last-room": {
    cause:
      "the client has joined two boards and types on the first, and the members of the second are told: typing goes to the board that the client joined last, whichever the message names",
    hint: "The message names one board, and the members of another one got it. From where does this case of your handleMessage take the board?",
    question: "Typing goes to the wrong one of two boards. Where does your code take the board from?",
    pointer: "Each message of a client names its board (the table of messages in the lesson's README).",
    anchors: [TYPING, BROADCAST_CALL],
    start: "code",
    marks: { missing: "always" },
  },
});
