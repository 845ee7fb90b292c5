import { anchors, defineFailures } from "#kit";

const { BROADCAST, SWITCH } = anchors;

const JOIN = /joinRoom|["']join["']/;
const LEAVE = /leaveRoom|["']leave["']/;
const BROADCAST_CALL = /broadcastToRoom/;
const ROOM_OF = /\.get\s*\(|roomId|boardId/;
const USER = /userId|\busers?\b/;

/** What can go wrong with who is in a room, and who they are. */
export const membershipFailures = defineFailures({
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
    cause:
      "a message that is right is answered with an error: a case without its break runs into the next one, or the client is not taken for a member",
    question:
      "The message did what it should, and its sender got an error all the same. Which line of yours sends this error, and how does your code come to it?",
    pointer:
      "Read the switch from the case of this message downwards until something ends it. A case that ends with neither `break` nor `return` goes on in the next one (MDN, switch).",
    anchors: [SWITCH],
    start: "code",
    marks: { offending: "message" },
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
  "identity-lost-on-leave": {
    cause:
      "the client had left one of its boards before, and since then nothing says who it is, although it was still on other boards: leaving one board has removed its userId and name altogether",
    hint: "The client left one board and stayed on others. Which line runs on `leave` and removes who the client is, and is the client gone from every board at that moment?",
    question: "A client that left one board is nameless on the next. What does your `leave` remove besides the room?",
    pointer:
      "Who a client is belongs to its connection, and a connection may be on several boards: it is needed until the connection has ended (MDN, WeakMap).",
    anchors: [/users?\w*\.delete|\.delete\s*\(/, LEAVE],
    start: "code",
    marks: { offending: "message", missing: "always" },
    decidedElsewhere: true,
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
  "every-other-room-skipped": {
    cause:
      "of a client in three rooms, the end was announced in the first and the third and not in the second: the loop over the rooms skips every other one, as it does when each step removes an element of the list that it goes through",
    hint: "The second room is skipped. Which list does your loop go through when a connection has ended, and does anything remove elements of this list meanwhile?",
    question: "The loop over a connection's rooms skips one. What changes the list while the loop goes through it?",
    pointer: "A `splice` inside a loop moves the elements behind it forward by one (MDN, Array.prototype.splice).",
    anchors: [/AllRooms|splice/, LEAVE],
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
  "still-a-member": {
    cause: "the client has left the room and is still treated as a member of it",
    question: "The client has left, and the room still counts it in. What does your code remove, and from which set?",
    pointer:
      "Log the size of the room before and after. `Set.delete` returns whether there was such a value; an array that holds a connection twice loses only one of them (MDN, Set: delete).",
    anchors: [LEAVE, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
  "told-of-own-leaving": {
    cause:
      "the client that leaves is sent its own user_left, and what happens in the room later is not: it is still in the room when its leaving is broadcast, or is sent it besides",
    hint: "The one that leaves gets its own user_left. In which order does your code take it out of the room and tell the room?",
    question: "A client that leaves is told that it has left. Who is in the room when that is broadcast?",
    pointer:
      "Out of the set first, then the message to those who are in it: `leaveRoom` says whether there was anything to announce (the table of messages in the lesson's README).",
    anchors: [LEAVE, BROADCAST_CALL],
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
});
