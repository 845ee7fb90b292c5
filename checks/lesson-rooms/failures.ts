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
  "no-identity": {
    cause:
      "the message is of the right type and says of nobody: neither userId nor name is in it, though this client had joined with both",
    hint: "The message came without `userId` and `name`. Where does your code keep them for this connection, and are they still there when it makes this message?",
    question:
      "The message does not say who it is about. From where does it take `userId` and `name`, and when were they removed?",
    pointer:
      "Spreading undefined adds no field: `{ ...users.get(ws) }` of a connection that was deleted from the Map is empty (MDN, Spread syntax). What is to be announced is read before it is removed.",
    anchors: [USER, LEAVE, BROADCAST_CALL],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "stayers-dropped": {
    cause:
      "since one client left the room, those who stayed get nothing of it any more: leaving took more out than the one who left",
    hint: "One client left, and those who stayed get nothing more. What does your leaveRoom remove: one connection of the set, or the whole set?",
    question: "Those who stayed are not told of a client that joined later. What did the leave before it remove?",
    pointer: "`rooms.delete(boardId)` removes a whole room, `room.delete(ws)` one member of it (MDN, Map and Set).",
    anchors: [LEAVE, JOIN],
    start: "code",
    marks: { missing: "always" },
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
  "left-first-room-only": {
    cause: "one connection was in several rooms; its end was announced in the first of them and not in this one",
    hint: "One room was told that the client is gone, another one was not. How does your code go through the rooms of a connection that has ended, and what ends that loop?",
    question: "The connection was in several rooms. In how many of them does its end take it out?",
    pointer: "`leaveAllRooms` goes through every room: a `return` or `break` inside its loop ends it (MDN, for...of).",
    anchors: [/AllRooms|["']close["']/, LEAVE],
    start: "code",
    marks: { missing: "always" },
  },
  "other-end-ignored": {
    cause:
      "a connection that was closed with 1000 has left its rooms, and one that ended in this way has not: what runs depends on how it ended",
    hint: "A normal close was announced, and this end was not. Which event does every connection have at its end, and what does your listener ask about the code?",
    question: "A connection ended without a normal close. Which event comes in every case?",
    pointer:
      "The event 'close' comes for every connection that ends, with the code 1005 or 1006 where there was none (ws documentation, event 'close').",
    anchors: [/["']close["']/, /AllRooms/],
    start: "code",
    marks: { missing: "always" },
  },
  "second-room-replaces-first": {
    cause: "the client has joined two boards one after the other, and gets what happens on one of them only",
    hint: "The client joined two boards. Where does your code keep the rooms of a connection, and what happens to the first one on the second join?",
    question: "A client in two rooms gets the changes of one. What does the second join do with the first room?",
    pointer:
      "A connection may be in several rooms: one variable or one entry of a Map for each connection holds only the last (MDN, Map).",
    anchors: [JOIN, ROOM_OF],
    start: "code",
    marks: { missing: "always" },
  },
  "left-every-room": {
    cause: "the client was in two rooms and left one; since then it gets nothing of the other one either",
    hint: "The client left one of two boards, and is out of both. Which rooms does your `leave` go through, and which one does the message name?",
    question: "A client left one room and is missing in the other. What does your leave remove it from?",
    pointer: "`leave` names one board. `leaveAllRooms` is for a connection that has ended.",
    anchors: [LEAVE, /AllRooms/],
    start: "code",
    marks: { missing: "always" },
  },
  "joins-late": {
    cause:
      "the join of this client took effect only some time after its message was handled, when others had changed something already",
    hint: "The client was not in the room yet when the next thing happened. What does your code wait for between reading `join` and putting the client into the room?",
    question: "A join takes effect late. What stands between the message and the room?",
    pointer: "After an `await` or in a timer, other requests run first (MDN, await).",
    anchors: [/\bawait\b|setImmediate|setTimeout|\.then\s*\(/, JOIN],
    start: "code",
    marks: { missing: "always" },
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
  "outdated-identity": {
    cause: "the client has joined under another name, and is announced under the one it had before",
    question: "This client's last join gives another userId and name. When does your code write down who a client is?",
    pointer:
      "A client is who its last join says: each one that takes effect replaces what was kept. A condition such as `if (!users.has(ws))` keeps the first for ever (MDN, WeakMap: set).",
    anchors: [USER, JOIN],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "not-taken-back": {
    cause:
      "a client that has left the room joins it again, and is not announced or not taken in: something of its first visit is still kept",
    question:
      "The same connection joined, left, and joined once more. Which of the things that your join writes down does your leave not take back?",
    pointer:
      "Log what your join asks before it announces. What says that a client is there has to change on leave as well: best there is one such thing, the room's own set (MDN, Set: delete).",
    anchors: [JOIN, LEAVE],
    start: "code",
    marks: { missing: "always" },
  },
  "second-room-unnoticed": {
    cause: "the client is in a room already, and its join of a second one is not announced there",
    question:
      "This client joined a second board. What does your code ask before it announces a join, and is that about this room?",
    pointer:
      "That a connection has joined some room says nothing of this one: ask the set of the room (MDN, Set: has).",
    anchors: [JOIN, BROADCAST_CALL],
    start: "code",
    marks: { missing: "always" },
  },
  "same-user-left-out": {
    cause: "a connection is taken for another one because both have the same userId, and gets nothing",
    question:
      "Two connections joined with the same userId, as two tabs of a browser do. What does your code compare to know one from the other?",
    pointer:
      "A client is a connection. Two values of `ws` are the same with `===`, or they are not; a Map by userId has room for one of them only (MDN, Set).",
    anchors: [USER, BROADCAST, ROOM_OF],
    start: "code",
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
  "removed-in-silence": {
    cause:
      "a member whose connection was closing is taken out of the room without a word, so its end is announced to no one",
    question:
      "This member was closing when something was sent to the room, and then its connection ended. Was it still in the room then, and if not, who took it out?",
    pointer:
      "A loop that removes members which cannot be sent to does half of what leaving is. The close event comes for each of them: skip them, and leave the rest to it (ws documentation, event 'close').",
    anchors: [/readyState/, BROADCAST, LEAVE],
    start: "code",
    marks: { missing: "always" },
  },
  "other-room-forgotten": {
    cause: "leaving a board that the client was not in has taken it out of another room",
    question:
      "The client left a board that it was not in, and is then missing in a room that it was in. What does your code remove when it finds nothing to remove?",
    pointer:
      "`indexOf` returns -1 for what is not there, and `splice(-1, 1)` removes the last element (MDN, Array.prototype.splice).",
    anchors: [/splice|indexOf/, LEAVE],
    start: "code",
    marks: { missing: "always" },
  },
  "joined-after-the-end": {
    cause: "the client was put into the room after its connection had ended, and stays in it for ever",
    question:
      "The client joined and closed its connection at once. In which order did your code handle its message and its close event?",
    pointer:
      "If messages wait in a queue, the end of the connection has to wait behind them. Or ask for `readyState` before a client is put into a room (ws documentation, event 'close').",
    anchors: [JOIN, /["']close["']/],
    start: "code",
    marks: { missing: "always" },
  },
  "last-member-dropped": {
    cause: "the room is given up while one member is left in it, which gets nothing more",
    question: "All but one have left the room. What does your code do with a room, and at which number of members?",
    pointer: "A room is empty when no member is left: log its size after each leave (MDN, Set: size).",
    anchors: [/\.size|\.length/, LEAVE],
    start: "code",
    marks: { missing: "always" },
  },
  "move-within-list": {
    cause: "a task that is moved within its list is not announced as moved",
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
  "list-taken-for-text": {
    cause: "a list that holds the id of a board is taken for that id",
    question: "boardId was a list with one text in it. What does your code do to make it equal to the id of a board?",
    pointer:
      '`==` and `String()` make `"board-1"` of `["board-1"]`, and so does a list as the key of an object. `===` compares without changing anything (MDN, Equality comparisons and sameness).',
    anchors: [/[^=!]==[^=]|String\s*\(|\$\{/, /boardOf|\.boards\s*\(|boardId/, JOIN],
    start: "code",
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
