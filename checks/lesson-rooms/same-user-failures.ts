import { anchors, defineFailures } from "#kit";

const { BROADCAST } = anchors;

const JOIN = /joinRoom|["']join["']/;
const BROADCAST_CALL = /broadcastToRoom/;
const ROOM_OF = /\.get\s*\(|roomId|boardId/;
const USER = /userId|\busers?\b/;

/** What can go wrong between two connections with the same userId. */
export const sameUserFailures = defineFailures({
  "same-user-left-out": {
    cause: "of two connections with the same userId, one gets nothing: it is taken for the other",
    question:
      "Two connections joined with the same userId, as two tabs of a browser do. What does your code compare to know one from the other?",
    pointer:
      "A client is a connection. Two values of `ws` are the same with `===`, or they are not; a Map by userId has room for one of them only (MDN, Set).",
    anchors: [USER, BROADCAST, ROOM_OF],
    start: "code",
    marks: { missing: "always" },
  },
  "same-user-replaced": {
    cause:
      "since a second connection joined with the same userId, the first one gets nothing of the room, and the second one does: it has taken the place of the first",
    hint: "The members of this room: are they kept by userId or by connection? What happens to the first connection when the same userId joins once more?",
    question:
      "Two tabs of one user join, and the first one gets nothing from then on. What is the key of a room's members?",
    pointer:
      "A Map has one value for each key, and a later one takes the place of an earlier (MDN, Map: set). A client is a connection.",
    anchors: [USER, /new Map/, JOIN],
    start: "code",
    marks: { missing: "always" },
  },
  "same-user-not-taken-in": {
    cause:
      "a second connection that joins with the same userId is not announced and gets nothing of the room, and the first one does: the join was taken for a repeated one",
    hint: "A second connection joins with a userId that is in the room. What does your code ask to find out whether this join is a repeated one?",
    question:
      "Two tabs of one user join, and the second one is not in the room. What does your code compare before it takes one in?",
    pointer:
      "The same connection may join twice, which changes nothing. Another connection with the same userId is another client (MDN, Set: has).",
    anchors: [USER, JOIN],
    start: "code",
    marks: { missing: "always" },
  },
  "same-user-excluded": {
    cause:
      "what one connection does is not sent to another one with the same userId, and what others do is: a broadcast leaves out everybody with the sender's userId",
    hint: "Both connections are in the room. By what does your broadcast leave out the sender: by its connection, or by its userId?",
    question: "A broadcast leaves out more than its sender. What does it compare?",
    pointer: "The sender is one connection: compare `member` with `exclude` (MDN, Strict equality).",
    anchors: [USER, BROADCAST],
    start: "code",
    marks: { missing: "always" },
  },
  "same-user-not-announced": {
    cause:
      "a second connection that joins with the same userId gets what happens in the room, and its join is announced to nobody",
    hint: "A second connection has joined with a userId that is in the room. What does your code ask before it announces a join: whether this connection is new, or whether this userId is?",
    question: "The join of a second tab is not announced. On what does the announcement depend?",
    pointer: "In this lesson a client is a connection: whether it is new says the set of the room (MDN, Set: has).",
    anchors: [USER, JOIN, BROADCAST_CALL],
    start: "code",
    marks: { missing: "always" },
  },
});
