import { anchors, defineFailures } from "#kit";

const { BROADCAST, SEND } = anchors;

const PRESENCE = /Presence\s*\(/;
const ROOM = /(?:join|leave)(?:Room|AllRooms)\s*\(/;

/** What can go wrong with the people on a board, and with who is in its room. */
export const peopleFailures = defineFailures({
  "got-after-leaving": {
    cause: "a client that has left the board is still sent what happens there",
    question: "The client has left, and is still sent events. Which list is it still in?",
    pointer: "A room and the list of people are two things: who leaves has to be taken out of both.",
    anchors: [ROOM, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
  "board-lost": {
    cause:
      "a client that is on two boards is no longer sent what happens on one of them: joining or leaving the other one took it out of this one, too",
    question:
      "The client has joined two boards, and gets the events of one. Which rooms does your code take it out of when it joins or leaves the other board?",
    pointer:
      "A message names the board that it is about. `leaveRoom` takes a connection out of one room, `leaveAllRooms` out of all: that is for a connection that has ended (rooms.ts).",
    anchors: [ROOM],
    start: "code",
    marks: { missing: "always" },
  },
  "no-list": {
    cause: "nothing tells the client that joins who is there",
    question: "A client joined a board and was not sent the list of people. Which line sends it, and to whom?",
    pointer:
      'The one who joins gets one message of the type "presence", on its own connection (the protocol table in the lesson\'s README).',
    anchors: [PRESENCE, SEND],
    start: "todo",
    marks: { missing: "always" },
  },
  "wrong-list": {
    cause: "the list does not hold exactly those who are on the board",
    question: "Compare the list in the report with those who are on the board. Who is missing, or too much?",
    pointer:
      "`addPresence` notes whose connection it is, `removePresence` forgets it, `getPresence` lists a board's people. What the list holds depends on the order of these calls.",
    anchors: [PRESENCE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "joiner-not-in-list": {
    cause:
      "the list that a client is sent when it joins lacks the client's own user: it was made before the user was added",
    hint: "The one who has just joined is missing from the list. Which runs first, `addPresence` or the line that sends the list?",
    question: "The list lacks the one who joins. At which moment is it made?",
    pointer: "`addPresence` notes the connection; `getPresence` lists who was noted by then.",
    anchors: [PRESENCE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "departure-not-noticed": {
    cause:
      "a user has left, as `sent` says, and is still in the list: the code that removes people from a board does not run then",
    hint: "The user is still listed after leaving, as `sent` says. Which event does your code get when it happens, and which boards does it then take the user out of?",
    question: "A user left and is still listed. Which code should have run at that moment?",
    pointer:
      "A board is left by the message `leave`, and by the end of the connection, however it ends: that is the `close` event of the WebSocket (ws documentation).",
    anchors: [ROOM, PRESENCE],
    start: "todo",
    marks: { missing: "always" },
  },
  "left-one-board-only": {
    cause:
      "when a connection ends that is on one board, its user leaves it; when it is on several boards, its user leaves only one of them and stays on the others",
    hint: "A connection may be on several boards. What does your code keep of the boards that it has joined, and which of them does it go through when the connection ends?",
    question:
      "One of several boards is left when the connection ends. What does your code know of the boards that a connection has joined?",
    pointer:
      "A connection joins as many boards as it likes. A set holds all of them; a variable or field holds the last one (MDN, Set).",
    anchors: [/leaveAll\w*|handleDisconnect|["']close["']/, ROOM],
    start: "code",
    marks: { missing: "always" },
  },
  "ends-at-another-tab": {
    cause:
      "a connection was on several boards, and on one of them its user has another tab: when it ends, the user stays on others as well",
    hint: "The end of a connection goes through its boards. What does your loop do at a board on which another tab of the user stays: go on with the next, or end?",
    question: "On one of several boards the user has another tab. Which statement ends your loop there?",
    pointer: "`return` and `break` end a loop, `continue` goes on with the next one (MDN, for...of; MDN, continue).",
    anchors: [/leaveAll\w*|handleDisconnect|["']close["']/, ROOM],
    start: "code",
    marks: { missing: "always" },
  },
  "arrival-not-told": {
    cause: "somebody has come, and those who were there are not told",
    question: "A user has come, and the others do not know it. Which line tells them, and on what does it depend?",
    pointer:
      '`addPresence` returns whether the user has come with this connection; the others are sent "user_joined" then (the protocol table in the lesson\'s README).',
    anchors: [PRESENCE, BROADCAST],
    start: "todo",
    marks: { missing: "always" },
  },
  "departure-not-told": {
    cause: "somebody has left and is no longer in the list, and those who are still there are not told",
    question:
      "A user is gone, and the others still see them. Which ways are there to leave a board, and which code runs in each?",
    pointer:
      '`removePresence` returns the user who has left, if one has; the others are sent "user_left" then. A connection that ends leaves every board it was on.',
    anchors: [PRESENCE, ROOM, BROADCAST],
    start: "todo",
    marks: { missing: "always" },
  },
  "tab-announced": {
    cause: "one more tab of a user who is there already is announced as if somebody had come",
    question:
      "The others are told that a user has come who was there. What does `addPresence` return for a second tab?",
    pointer: "Presence is about people: only the first connection of a user to a board is an arrival.",
    anchors: [PRESENCE, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
  "tab-closed-announced": {
    cause: "a tab was closed and its user announced as gone, although another tab of theirs is there",
    question: "The others are told that a user has left who is there. What does `removePresence` return in that case?",
    pointer: "Presence is about people: only with the last connection of a user have they left.",
    anchors: [PRESENCE, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
  "told-of-itself": {
    cause: "a client is told that its own user has come or gone: the announcement goes to everyone in the room",
    question:
      "The one who joined or left is told so, too. Who is in the room at that moment, and whom does your line leave out?",
    pointer:
      "Announcements go to the others (the protocol table in the lesson's README). `broadcastToRoom` takes a connection to leave out as its last argument; one that leaves is out of the room before the others are told (rooms.ts).",
    anchors: [BROADCAST, ROOM],
    start: "code",
    marks: { offending: "message" },
  },
  "wrong-announcement": {
    cause: "another user, another board or the wrong moment is announced",
    question: "The announcement that came is not the one that belonged here. Whose is it, and of which board?",
    pointer:
      "Every announcement names the user of the connection it is about, and goes to the others on that board (the protocol table in the lesson's README).",
    anchors: [BROADCAST, PRESENCE],
    start: "code",
    marks: { offending: "message" },
  },
  "wrong-fields": {
    cause:
      'the message is there, and one of its fields, such as "boardId" or "userId", is missing or holds something else',
    question: "Compare the message field by field with what was expected. Which field is named or filled differently?",
    pointer:
      'An announcement has the fields "boardId", "userId" and "name", a list "boardId" and "users" (the protocol table in the lesson\'s README).',
    anchors: [BROADCAST, PRESENCE],
    start: "code",
    marks: { offending: "message" },
  },
});
