import { anchors, defineFailures } from "#kit";

const { BROADCAST, SEND } = anchors;

const PUBLISH = /\bpublish\s*\(/;
const SUBSCRIBE = /\bsubscribe\s*\(|subscribers/;
const MISSED = /missedEvents|eventsSince|Last-Event-ID|\bsince\b/i;
const CHANGE = /(?:create|move|delete)Task\s*\(/;
const PRESENCE = /Presence\s*\(/;
const ROOM = /(?:join|leave)(?:Room|AllRooms)\s*\(/;

/** What can go wrong between the board and those who follow it. */
export const failures = defineFailures({
  "not-stored": {
    cause: "the change was answered as done, and the board is not as the answer says",
    question: "The answer says that it is done, and the board does not show it. Which call of yours changes the board?",
    pointer:
      "`board.createTask`, `moveTask` and `deleteTask` change the board and return what they did (the README of the package @workbook/task-board). Log what you pass to them.",
    anchors: [CHANGE],
    start: "todo",
    marks: { offending: "response" },
  },
  diverged: {
    cause:
      "a client that applied every event it was sent has another board than the database: an event was not published, not delivered, or does not say how the task is now",
    question:
      "Take the task that the report names. Which event should have told this client of it, and where on its way from the route to this transport did it stay?",
    pointer:
      "Follow one change: the route publishes it, the bus delivers it to a subscriber, the subscriber sends it to those who follow the board. A client that was away names the last event it knows, and is sent the rest from the log (the lesson's README, One log, four ways to read it). Log the event's id at each of these places.",
    anchors: [PUBLISH, SUBSCRIBE, MISSED, BROADCAST],
    start: "todo",
    marks: { missing: "always" },
  },
  "delivered-twice": {
    cause:
      "one event came twice on one connection: two ways lead to it, or what a client has missed begins with what it knows",
    question: "The same event came twice. Which lines of yours lead to this connection, and how often does each run?",
    pointer:
      "Each transport is subscribed once, and each change published once. What a client has missed begins after the event that it names (the lesson's README, One log, four ways to read it).",
    anchors: [SUBSCRIBE, PUBLISH, MISSED],
    start: "code",
    marks: { offending: "message" },
  },
  "sent-the-past": {
    cause: "a client that has named no event is sent what happened before it came, which its snapshot has already",
    question:
      "A new client names no event and is sent old ones. What does your route pass on when the header is missing?",
    pointer:
      "`headers.get` returns null without such a header (MDN, Headers.get), and `eventStream` takes null for a new client.",
    anchors: [/[Ll]ast-[Ee]vent-[Ii][Dd]/, MISSED],
    start: "code",
    marks: { offending: "message" },
  },
  "id-used-twice": {
    cause: "two events have the same id, so a client that names it does not say where it is",
    question: "Two different events have one id. What counts your ids, and what does it know after a restart?",
    pointer:
      "The board gives each event an id while it stores it: one sequence over all boards and restarts. Publish the event as the board returned it.",
    anchors: [PUBLISH, /\+\+|\+= 1|\.length\b|\bid:/],
    start: "code",
    marks: { offending: "message" },
  },
  "events-out-of-order": {
    cause: "an older event came after a newer one, so the client ends with what was true before",
    question: "An event came after one that happened later. What lies between the change and this line of yours?",
    pointer:
      "Events of one task replace each other, so their order decides. An `await` between the change and the delivery lets another change pass (MDN, await), and so does joining after the missed events were read.",
    anchors: [MISSED, BROADCAST, PUBLISH],
    start: "code",
    marks: { offending: "message" },
  },
  "event-incomplete": {
    cause:
      "an event does not have the fields that the board gave it: somewhere on its way it was taken apart and put together anew",
    question:
      "Compare the event with the one that the board returned. Which field is missing, and which line of yours left it out?",
    pointer:
      "Every transport sends the event as the board returned it: `id`, `type`, `boardId`, the whole `task` or the `taskId`, and `fromListId` of a move (the lesson's README, The routes).",
    anchors: [PUBLISH, BROADCAST, MISSED],
    start: "code",
    marks: { offending: "message" },
  },
  "caught-up-in-part": {
    cause: "a client that has missed many events is sent some of them and not the others, and cannot see the gap",
    question: "How many events does your code send to a client that comes back, and what happens to the others?",
    pointer:
      "`missedEvents` returns all of them, however many. A part of them leaves a gap that nothing fills later (the lesson's README, One log, four ways to read it).",
    anchors: [/slice|limit|splice|shift\s*\(/, MISSED],
    start: "code",
    marks: { missing: "always" },
  },
  "later-join-ignored": {
    cause:
      "a client that has been on this board before, on the same connection, joins it with `since` and is not sent what it missed",
    question:
      "The client joins the board for the second time on one connection, and names its last event. Which line of yours decides that there is nothing to do?",
    pointer:
      '`join` with `since` means "send me what came after that event", whatever the connection has done before (the lesson\'s README, The messages on /ws). What a connection is on has to be forgotten when it leaves.',
    anchors: [MISSED, ROOM],
    start: "code",
    marks: { missing: "always" },
  },
  "event-of-another-board": {
    cause: "an event of one board was sent to a client of another one",
    question: "The event belongs to another board. Which line of yours chooses to whom it goes?",
    pointer:
      "`boardId` of the event names its board. Ids are one sequence over all boards, so the events after an id are those of all boards, unless one is asked for.",
    anchors: [BROADCAST, MISSED],
    start: "code",
    marks: { offending: "message" },
  },
  "published-for-nothing": {
    cause: "an event was published for a change that the board refused",
    question:
      "The board refused this change, and clients were sent an event. Which line publishes before it is stored?",
    pointer: "The board throws when it refuses. What stands after the call runs only when the change is stored.",
    anchors: [PUBLISH, CHANGE],
    start: "code",
    marks: { offending: "message" },
  },
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
    cause: "somebody has left, and those who are still there are not told",
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
  "polled-for-nothing": {
    cause: "a poll was answered although nothing has happened on its board that the client does not know",
    question: "The poll was answered, and told of nothing new. What does your route wait for before it answers?",
    pointer:
      "`untilNews` returns a promise, and without `await` the next line runs at once (MDN, await). What happens on another board is no news for this one.",
    anchors: [/untilNews|notifyWaiters/, MISSED],
    start: "todo",
    marks: { offending: "response" },
  },
});
