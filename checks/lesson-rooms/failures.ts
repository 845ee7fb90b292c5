import { anchors, defineFailures } from "#kit";

const { BROADCAST, SWITCH } = anchors;

const JOIN = /joinRoom|["']join["']/;
const LEAVE = /leaveRoom|["']leave["']/;
const BROADCAST_CALL = /broadcastToRoom/;
const TYPING = /["']typing["']|user_typing/;
const ROOM_OF = /\.get\s*\(|roomId|boardId/;
const USER = /userId|\busers?\b/;

/** What can go wrong with rooms and the messages to their members. */
export const failures = defineFailures({
  "join-refused": {
    cause: "joining a board that exists is answered with an error",
    question:
      "The client named a board that exists, and was refused. Which line of yours sends this error, and what does it compare?",
    pointer:
      "Log the message and what you look for, with their types. `GET /boards` shows the ids that exist; `boardId` of the message is one of them.",
    anchors: [JOIN, SWITCH],
    start: "todo",
    marks: { offending: "message" },
  },
  "command-refused": {
    cause: "a message that is right is answered with an error: a case without its break runs into the next one",
    question:
      "The message did what it should, and its sender got an error all the same. Which line of yours sends this error, and how does your code come to it?",
    pointer:
      "Read the switch from the case of this message downwards until something ends it. A case that ends with neither `break` nor `return` goes on in the next one (MDN, switch).",
    anchors: [SWITCH],
    start: "code",
    marks: { offending: "message" },
  },
  "not-announced": {
    cause:
      "a member of the room does not get the message: nothing is broadcast, in another room, or the loop does not reach this member",
    question:
      "Something happened in the room, and this member got no message. Who is in the set that your broadcast goes through at that moment, and under which id was it found?",
    pointer:
      "Log the room's id and the number of its members, once where a client is put in and once where the message is sent. The two ids must be equal with `===`, and a `return`, an exception or a `splice` inside the loop ends it early or skips a member (MDN, Map: get; MDN, for...of).",
    anchors: [BROADCAST_CALL, JOIN, BROADCAST],
    start: "todo",
    marks: { missing: "always" },
  },
  "wrong-identity": {
    cause: "the message names another client: what identifies a client is kept for all connections together",
    question:
      "The message is right, and it names another client. Where do you keep who is at the other end of a connection, and what happens there when the next client joins?",
    pointer:
      "A variable outside all functions holds the value that was written last, whichever connection it came from. Kept with the connection, as in a `WeakMap` with `ws` as its key, each one has its own (MDN, WeakMap).",
    anchors: [USER, BROADCAST_CALL],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "room-leak": {
    cause: "a client that is not in this room gets what is for its members",
    question: "This client is not a member of that board. Which connections does the loop that sends it go through?",
    pointer:
      "`wss.clients` is every connection, and a room is a set of its own. Ids are equal or they are not: one may be the beginning of another (MDN, Map: get).",
    anchors: [BROADCAST, BROADCAST_CALL, ROOM_OF],
    start: "code",
    marks: { offending: "message" },
  },
  "still-a-member": {
    cause: "the client has left the room and is still treated as a member of it",
    question: "The client has left, and the room still counts it in. What does your code remove, and from which set?",
    pointer:
      "Log the size of the room before and after. `Set.delete` returns whether there was such a value; an array that holds a connection twice loses only one of them (MDN, Set: delete).",
    anchors: [LEAVE, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
  "announced-twice": {
    cause: "the same message is sent twice to one member",
    question:
      "One thing happened, and this member got the message twice. Is it sent twice, or is the member in the room twice?",
    pointer:
      "A `Set` holds each connection once, an array as often as it was added. If the set is right, count how often your broadcast is called (MDN, Set).",
    anchors: [JOIN, BROADCAST_CALL, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
  "announced-for-nothing": {
    cause: "a message is sent although nothing has happened in the room",
    question: "Nothing changed in this room, and its members were sent this. What does your code ask before it sends?",
    pointer:
      "`Set.delete` returns whether the value was there, and `Set.has` answers it before `add`: only a change is worth a message (MDN, Set).",
    anchors: [LEAVE, JOIN, BROADCAST_CALL],
    start: "code",
    marks: { offending: "message" },
  },
  "no-board-accepted": {
    cause: "a board that does not exist is joined without an error",
    question: "There is no such board, and the client was not refused. What does your code compare `boardId` with?",
    pointer:
      "`board.boards()` lists every board with its id. What a client sends may be missing, a number or an object (MDN, Array.prototype.find).",
    anchors: [/boardOf|\.boards\s*\(|boardId/, JOIN],
    start: "todo",
    marks: { missing: "always" },
  },
  "no-room": {
    cause: "clients that were refused are in a room with each other",
    question:
      "There is no such board, and still one client was sent that another one joined it. What runs in your code after the error?",
    pointer: "Sending an error ends nothing: without `return`, the lines below it run as well (MDN, return).",
    anchors: [JOIN, SWITCH],
    start: "code",
    marks: { offending: "message" },
  },
  "echo-to-typist": {
    cause: "the client that types gets its own message",
    question: "The client knows that it is typing. Which parameter of your broadcast leaves it out?",
    pointer:
      "The third parameter of `broadcastToRoom` is the connection that gets nothing. Compare it with the member inside the loop (the table of messages in the lesson's README).",
    anchors: [TYPING, BROADCAST, BROADCAST_CALL],
    start: "code",
    marks: { offending: "message" },
  },
  "typing-without-joining": {
    cause: "typing is announced on a board that its client has not joined",
    question:
      "This client is not in the room, and still its typing is announced there. What do you ask before you send?",
    pointer: "`isInRoom` answers it. Any client can name any board (the exercise in the lesson's README).",
    anchors: [TYPING, BROADCAST_CALL],
    start: "code",
    marks: { offending: "message" },
  },
});
