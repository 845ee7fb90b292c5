import { anchors, defineFailures } from "#kit";

const { BROADCAST, SWITCH } = anchors;

const JOIN = /joinRoom|["']join["']/;
const LEAVE = /leaveRoom|["']leave["']/;
const BROADCAST_CALL = /broadcastToRoom/;
const TYPING = /["']typing["']|user_typing/;
const ROOM_OF = /\.get\s*\(|roomId|boardId/;
const USER = /userId|\busers?\b/;

/** What can go wrong with what the members of a room are sent. */
export const broadcastFailures = defineFailures({
  "not-announced": {
    cause:
      "no member of the room that should have got it has got the message: nothing is broadcast, or to another set than the one that they were put into",
    question:
      "Something happened in the room, and this member got no message. Who is in the set that your broadcast goes through at that moment, and under which id was it found?",
    pointer:
      "Log the room's id and the number of its members, once where a client is put in and once where the message is sent. The two ids must be equal with `===`, and a `return`, an exception or a `splice` inside the loop ends it early or skips a member (MDN, Map: get; MDN, for...of).",
    anchors: [BROADCAST_CALL, JOIN, BROADCAST],
    start: "todo",
    marks: { missing: "always" },
  },
  "member-skipped": {
    cause:
      "the message was broadcast, for other members of the room got it, and this one did not: it is not in the set any more, or the loop ends or skips before it comes to it",
    question:
      "Some members got the message, and this one did not. Is it in the set at that moment, and does your loop come to it?",
    pointer:
      "Log the members that your loop comes to. A `return`, a `break`, an exception or a `splice` inside it ends it early or skips a member (MDN, for...of).",
    anchors: [BROADCAST, BROADCAST_CALL, JOIN],
    start: "code",
    marks: { missing: "always" },
  },
  "stopped-at-closing": {
    cause:
      "while the connection of one member is closing, nobody who joined after that member gets anything: the loop over the members ends there",
    hint: "One member is closing, and all of those behind it get nothing. What does your loop do when it comes to a member that is not open?",
    question: "The loop comes to a member that is closing. Which line ends the loop there?",
    pointer:
      "`continue` goes on with the next member; `return`, `break` and an exception end the loop (MDN, continue).",
    anchors: [/readyState/, BROADCAST, BROADCAST_CALL],
    start: "code",
    marks: { missing: "always" },
  },
  "waited-at-closing": {
    cause:
      "while the connection of one member is closing, those who joined after that member get nothing, and they get it once that connection has ended: the loop waits for the member that is closing",
    hint: "Those behind the closing member get the task late. For what does your loop wait before it goes on with the next member?",
    question: "The loop waits for one member before it goes on. For which promise or callback?",
    pointer:
      "The callback of `send` comes when the text was written, and with a connection that is closing that may be late or never. A broadcast waits for nobody (ws documentation, websocket.send).",
    anchors: [/\bawait\b|new Promise/, BROADCAST, BROADCAST_CALL],
    start: "code",
    marks: { missing: "always" },
  },
  "skipped-behind-closing": {
    cause:
      "while the connection of one member is closing, the member right behind it gets nothing, and later ones do: the loop goes past one member too many there",
    hint: "Only the member right behind the closing one is left out. By how much does your loop move on at a member that is not open?",
    question: "The loop leaves out two members in place of one. Which line moves it on?",
    pointer:
      "A loop by index moves on by itself: what else changes the index? A `for...of` over a copy skips none (MDN, for...of).",
    anchors: [/readyState/, BROADCAST, BROADCAST_CALL],
    start: "code",
    marks: { missing: "always" },
  },
  "skipped-at-removal": {
    cause:
      "a member whose connection was closing was taken out of the collection while the loop went through it, and the member right behind it was skipped, once: it gets the next task",
    hint: "What lies behind a member moves up when that member is removed. Which collection does your loop go through, and what does it remove from it?",
    question: "One member was skipped once. Which line changes the collection while the loop goes through it?",
    pointer:
      "`splice` moves what is behind up by one, and the loop goes past it. Loop over a copy, or keep the members in a Set (MDN, Array.prototype.splice; MDN, Set).",
    anchors: [/\.splice\s*\(|\.shift\s*\(/, BROADCAST, BROADCAST_CALL],
    start: "code",
    marks: { missing: "always" },
  },
  "no-identity": {
    cause:
      "the message is of the right type and does not say who it is about: neither userId nor name is in it, though this client had joined with both",
    hint: "The message came without `userId` and `name`. Where does your code keep them for this connection, and are they still there when it makes this message?",
    question:
      "The message does not say who it is about. From where does it take `userId` and `name`, and when were they removed?",
    pointer:
      "Spreading undefined adds no field: `{ ...users.get(ws) }` of a connection that was deleted from the Map is empty (MDN, Spread syntax). What is to be announced is read before it is removed.",
    anchors: [USER, LEAVE, BROADCAST_CALL],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "every-room": {
    cause:
      "members of another board get it, and a client that is in no room does not: the message goes to the members of several rooms",
    hint: "Members of other boards got the message, a client without a board did not. By what does your code choose the room of a board, and how many rooms does it find?",
    question: "A message of one board went to the room of another. How does your code find the room?",
    pointer: "Ids are equal or they are not: a Map has one value for each key (MDN, Map: get).",
    anchors: [ROOM_OF, BROADCAST, BROADCAST_CALL],
    start: "code",
    marks: { offending: "message" },
  },
  "similar-id": {
    cause:
      "clients of another board get it whose id begins with the id of this one, and clients of a third board do not: ids are compared in part",
    hint: "The id of the other board begins with the id of this one. How does your code find the room of an id: by a Map's key, or with includes or startsWith?",
    question: "A board whose id begins alike got the message. How are ids compared?",
    pointer: "Ids are equal or they are not: one may be the beginning of another (MDN, Map: get).",
    anchors: [ROOM_OF, /startsWith|includes|indexOf/],
    start: "code",
    marks: { offending: "message" },
  },
  "move-not-announced": {
    cause:
      "new tasks reach these members, and the move of one does not: it is not broadcast, or to another id than its board's",
    hint: "Creating a task reaches this member, moving it does not. What does this route do with the event that the board returned, and which id does it name as the room?",
    question: "Two routes change a board, and one of them tells the room. What does the other one leave out?",
    pointer:
      "`moveTask` returns the event. The room is that of the board, not of a list (the table of messages in the lesson's README).",
    anchors: [/moveTask/, BROADCAST_CALL],
    start: "todo",
    marks: { missing: "always" },
  },
  "deletion-not-announced": {
    cause: "new tasks and moves reach this member, and a deletion does not: its route broadcasts nothing",
    hint: "Creating and moving a task reach this member, deleting it does not. What does this route do with the event that the board returned?",
    question: "Three routes change a board, and two of them tell the room. What does the third leave out?",
    pointer: "`deleteTask` returns the event as well (the table of messages in the lesson's README).",
    anchors: [/deleteTask/, BROADCAST_CALL],
    start: "todo",
    marks: { missing: "always" },
  },
  "read-too-early": {
    cause:
      "a message is handled before the one before it has taken effect: a join that awaits something lets the next message pass",
    question:
      "Both messages were there at once, and the second one was answered with an error. What does your code do between reading the first and putting its client into the room?",
    pointer:
      "After an `await`, other events run first, the next message among them. Either nothing is awaited before the change, or each client's messages wait in a queue of promises (MDN, await).",
    anchors: [/\bawait\b|setImmediate|setTimeout|\.then\s*\(/, JOIN, SWITCH],
    start: "code",
    marks: { offending: "message" },
  },
  "lost-at-once": {
    cause: "several things happen at once, and the message of one of them is lost",
    question:
      "All of these were read in one turn of the event loop, and one message is missing. What keeps a message until it is sent, and how many does it hold?",
    pointer:
      "A variable that waits for a timer holds the last value only; a list holds all. What waits for one room or one client must not replace what waits already.",
    anchors: [/setImmediate|setTimeout|nextTick|queueMicrotask/, BROADCAST, BROADCAST_CALL],
    start: "code",
    marks: { missing: "always" },
  },
  "typing-not-in-this-room": {
    cause:
      "typing is not announced in the room that the message names: what is kept of it is one value for all rooms of the client",
    question:
      "This client is in two rooms, and typed in this one. What decides where, and whether, its typing is announced?",
    pointer:
      "The message names its board. What is kept of a client that types has to be kept for each board (the table of messages in the lesson's README).",
    anchors: [TYPING, BROADCAST_CALL],
    start: "code",
    marks: { missing: "always" },
  },
  "move-within-list": {
    cause: "the move of a task to another list was announced, and a move within its list is not",
    hint: "This route announces a move to another list. Under which condition does it broadcast, and what does that condition leave out?",
    question: "The list of this move is the one that the task was in. Which condition of yours keeps the event back?",
    pointer: "The position has changed, and `board.moveTask` returned an event: every event is sent.",
    anchors: [/fromListId|moveTask/, BROADCAST_CALL],
    start: "code",
    marks: { missing: "always" },
  },
  "told-in-another-room": {
    cause: "what a client does in one room is announced in another one that it is in",
    question: "This client is in two rooms and did something in one of them. Which rooms does your code send that to?",
    pointer:
      "A message of a client names one board, and only the members of that room get what follows from it (the table of messages in the lesson's README).",
    anchors: [BROADCAST_CALL, LEAVE, TYPING],
    start: "code",
    marks: { offending: "message" },
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
