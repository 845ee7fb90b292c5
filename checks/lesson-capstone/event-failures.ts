import { anchors, defineFailures } from "#kit";

const { BROADCAST } = anchors;

const PUBLISH = /\bpublish\s*\(/;
const SUBSCRIBE = /\bsubscribe\s*\(|subscribers/;
const MISSED = /missedEvents|eventsSince|Last-Event-ID|\bsince\b/i;
const CHANGE = /(?:create|move|delete)Task\s*\(/;
const ROOM = /(?:join|leave)(?:Room|AllRooms)\s*\(/;

/** What can go wrong with the board, its events, and what each transport makes of them. */
export const eventFailures = defineFailures({
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
      "a client that applied every event it was sent has another board than the database: events of this kind came before, and this one did not",
    hint: "Other events of the same kind came on this connection. What was different when this one was made: who was connected, joining or away, and how many changes came at once?",
    question:
      "Take the task that the report names. Which event should this client have been sent about it, and where on its way from the route to this transport did it stay?",
    pointer:
      "Follow one change: the route publishes it, the bus delivers it to a subscriber, the subscriber sends it to those who follow the board. A client that was away names the last event it knows, and is sent the rest from the log (the lesson's README, One log, four ways to read it). Log the event's id at each of these places.",
    anchors: [PUBLISH, SUBSCRIBE, MISSED, BROADCAST],
    start: "todo",
    marks: { missing: "always" },
  },
  "move-within-list-untold": {
    cause: "the move of a task to another list is sent, and one within its list is not, although the database has it",
    hint: "This task changed its position and not its list. Under which condition does your route publish, and what does that condition leave out?",
    question: "The board moved the task and returned an event. Which line decides that it is not published?",
    pointer:
      "Whatever the board returns as an event has happened, and is published: a position is part of the board that everyone sees (the lesson's README, exercise 1).",
    anchors: [PUBLISH],
    start: "code",
    marks: { missing: "always" },
  },
  "lost-while-joining": {
    cause:
      "a client that joins with its last event is sent what it missed and what happens later, and never what happened while it was joining; while nothing happens, it is sent everything: between reading the log and joining the room, the code waits or lets other code run",
    hint: "Changes that are made while a client joins reach it in neither way. What stands between the line that reads the log, those that send what was missed, and the line that joins the room?",
    question:
      "An event is stored after the log was read and before the client is in the room. Which of your lines would send it?",
    pointer:
      "After an `await` or in a timer, other requests run first. Without one in between, nothing can happen between the log and the room (MDN, await).",
    anchors: [/\bawait\b|setImmediate|setTimeout|\.then\s*\(/, MISSED, ROOM],
    start: "code",
    marks: { missing: "always" },
  },
  "second-tab-not-caught-up": {
    cause:
      "a client that joins with its last event is sent what it missed when its user has come with it, and not when the user is on the board already with another connection, one that has not ended yet for example",
    hint: "A user is here already, and one more connection of theirs names its last event. Which of your lines run only when somebody has come?",
    question: "Two tabs of one user have missed different events. On what does it depend whether a tab is sent them?",
    pointer:
      "Presence counts people, and what was missed is a matter of each connection (the lesson's README, One log, four ways to read it).",
    anchors: [MISSED, ROOM],
    start: "code",
    marks: { missing: "always" },
  },
  "overtaken-while-catching-up": {
    cause:
      "live events came between the events that the client had missed: the client is in the room already while the code still sends what was missed, and it waits between two of these sends, or between joining and sending",
    hint: "New events overtake the ones that were missed. What does your code wait for between joining the room and the last of the missed events?",
    question:
      "Missed and live events came mixed. What lies between the line that joins the room and the last line that sends what was missed?",
    pointer:
      "At each `await`, and until a timer ends, other code runs, and sends to the room. Join, read the log and send all that was missed in one turn (MDN, await).",
    anchors: [/\bawait\b|setTimeout|setImmediate|\bdelay\b/, MISSED, ROOM],
    start: "code",
    marks: { missing: "always" },
  },
  "nothing-sent": {
    cause: "the connection is open, and not one event came on it; a client that came later was sent the next event",
    hint: "A client that connected later is sent events, and this one is not. What does your code keep of each client, and what happens to it when the next one comes?",
    question: "One client was sent the event, another one was not. What do you keep of each client, and until when?",
    pointer:
      "Every client that is connected and has joined stays in the room, or in the list of streams, until it leaves (the lesson's README, The routes).",
    anchors: [SUBSCRIBE, BROADCAST, ROOM],
    start: "code",
    marks: { missing: "always" },
  },
  "published-to-none": {
    cause:
      "the change is stored, and its event reaches no transport: it is not published, or the bus keeps or calls no subscriber",
    hint: "No transport was sent this event. Does the route call `publish` with what the board returned, does `subscribe` keep the subscriber, and does `publish` call those that were kept?",
    question:
      "The change is stored, and no client on any transport was sent its event. Which is the last line on its way that runs?",
    pointer:
      "Follow one change: the route publishes it, the bus delivers it to each subscriber, the subscriber sends it to those who follow the board. Log the event's id at each of these places.",
    anchors: [PUBLISH, SUBSCRIBE],
    start: "todo",
    marks: { missing: "always" },
  },
  "not-subscribed": {
    cause:
      "the event is published, for another transport was sent it; the subscriber of this transport is not called, or sends it to nobody",
    hint: "Another transport was sent the event, so it is published. Is the function of this transport subscribed, and does your bus call every subscriber or only one of them?",
    question: "One transport was sent the event, another one was not. Which of your subscribers does the bus call?",
    pointer:
      "`deliverToStreams`, `deliverToRoom` and a function that calls `notifyWaiters` are three subscribers. The bus keeps all of them, and calls each with every event (the lesson's README, One log, four ways to read it).",
    anchors: [SUBSCRIBE, PUBLISH, BROADCAST],
    start: "todo",
    marks: { missing: "always" },
  },
  "kind-not-sent": {
    cause:
      "events of other changes came to this client, and none of this kind: what is sent of such a change is left out on its way",
    hint: "Other changes reached this client. What does the route of this change do with the event that the board returned, compared with a route whose event came?",
    question: "Creating, moving and deleting are three routes. What does this one leave out that another one does?",
    pointer:
      "`createTask`, `moveTask` and `deleteTask` each return the event to publish (the README of the package @workbook/task-board).",
    anchors: [PUBLISH, CHANGE],
    start: "todo",
    marks: { missing: "always" },
  },
  "event-untrue": {
    cause: "the event of the last change came, and says something else of the task than the database",
    hint: "The event came, and its task is not as the board has it. Where does your code take the task from that it sends?",
    question: "Compare the task in the event with the task on the board. At which moment was it read?",
    pointer: "The board returns the event of a change with the task as it is stored. Publish that object.",
    anchors: [PUBLISH, CHANGE],
    start: "code",
    marks: { missing: "always" },
  },
  "event-wrapped": {
    cause: 'the event came inside another object; a client finds its "type" only at the top of the message',
    hint: "The event is in a field of another object. Which line makes that object, and what does a client read first of a message?",
    question: "What came is an object with the event in it. Which line of yours puts it there?",
    pointer:
      "Every transport sends the event as the board returned it: `id`, `type`, `boardId` and the task are fields of the message itself (the lesson's README, The messages on /ws).",
    anchors: [BROADCAST, PUBLISH],
    start: "code",
    marks: { missing: "always" },
  },
  "missed-not-sent": {
    cause: "a client named the last event that it knows, and was sent nothing of what had happened since",
    hint: "The client said which event it knows last. Where does your code read that, and what does it do with the events after it?",
    question: "The client names an event. Which line reads its id, and to whom is it passed?",
    pointer:
      "A stream names its last event in the header `Last-Event-ID`, a WebSocket in the field `since` of `join`, a poll in the query `since` (the lesson's README, One log, four ways to read it).",
    anchors: [MISSED, ROOM],
    start: "todo",
    marks: { missing: "always" },
  },
  "not-woken": {
    cause:
      "the change is in the log, for a poll that is sent now is answered with it; the poll that waited was not woken",
    hint: "A poll that comes after the change is answered, one that waited is not. Which subscriber calls `notifyWaiters`, and is what it passes the id of the event's board?",
    question: "The waiting poll was not woken. For which id does it wait, and with which id is `notifyWaiters` called?",
    pointer:
      "`notifyWaiters(boardId)` wakes the requests that wait for this board. It is called for each event by a subscriber of the bus (long-poll.ts).",
    anchors: [/notifyWaiters/, SUBSCRIBE],
    start: "todo",
    marks: { missing: "always" },
  },
  "news-not-seen": {
    cause:
      "a poll is held although the change happened before it was sent: it does not wait for what came after `since` on this board",
    hint: "A poll is held even when the news is there already. Which board and which event does your route pass to `untilNews`, and in which order?",
    question: "`untilNews` resolves at once when there is news. What does your route pass to it?",
    pointer: "`untilNews(boardId, since, signal)` looks into the log first, and then waits (long-poll.ts).",
    anchors: [/untilNews/, MISSED],
    start: "code",
    marks: { missing: "always" },
  },
  "woken-by-another-board": {
    cause: "a waiting poll was answered with nothing when another board was changed: the change woke it",
    hint: "The poll waits for one board, and a change of another one ended it. Whom does your subscriber wake, and what does the event say about its board?",
    question: "A change of another board ended this poll. Which polls does your subscriber wake?",
    pointer: "`notifyWaiters(boardId)` wakes the requests of one board: that of the event (long-poll.ts).",
    anchors: [/notifyWaiters/, SUBSCRIBE],
    start: "code",
    marks: { offending: "response" },
    decidedElsewhere: true,
  },
  "woken-without-news": {
    cause: "a poll that waited was answered when its board changed, and the answer does not have the event",
    hint: "The poll ended with an empty list although there is news. Does your route read the log before it waits, or after?",
    question: "The poll was woken and answered with nothing. At which moment is its answer put together?",
    pointer: "What came after `since` is read once `untilNews` has resolved (the lesson's README, The routes).",
    anchors: [/untilNews/, MISSED],
    start: "code",
    marks: { offending: "response" },
  },
  "delivered-twice": {
    cause: "one event came twice on one connection: two ways lead to it",
    hint: "The same event came twice. How often is it published, how often is the subscriber of this transport subscribed, and how often is the client in the room?",
    question: "The same event came twice. Which lines of yours lead to this connection, and how often does each run?",
    pointer: "Each transport is subscribed once, and each change published once.",
    anchors: [SUBSCRIBE, PUBLISH, MISSED],
    start: "code",
    marks: { offending: "message" },
  },
  "known-sent-again": {
    cause: "a client that named the last event it knows was sent that event, or an earlier one, again",
    hint: "The client was sent what it had already. What did it name, and from where on does your code send?",
    question:
      "The client was sent an event that it has named. Which id does your code pass on, and what does it compare?",
    pointer:
      "What a client has missed begins after the event that it names (the lesson's README, One log, four ways to read it).",
    anchors: [MISSED],
    start: "code",
    marks: { offending: "message" },
  },
  "cursor-stays": {
    cause:
      'an answer brought an event that an earlier one had brought: the "timestamp" of the earlier answer, from which the client goes on, lies before it',
    hint: 'Compare the "timestamp" in the report with the ids that came before. Which event is the last one in your answer, and which id do you give the client to go on from?',
    question: "The client goes on from the timestamp of the last answer. Which id do you answer with?",
    pointer:
      "The `timestamp` of an answer is the id of the last event that the client knows then (the lesson's README, One log, four ways to read it).",
    anchors: [/timestamp/, MISSED],
    start: "code",
    marks: { offending: "message" },
  },
  "missed-sent-to-others": {
    cause:
      "a client that was there all the time was sent events again when another client came back: what that one has missed is sent to others, too",
    hint: "This client missed nothing, and another one had just come back with `since`. To whom does your code send what that one missed?",
    question: "One client came back, and another one was sent what it missed. Which call sends it, and to whom?",
    pointer:
      "What one client has missed is sent on its own connection; `broadcastToRoom` reaches all others as well (rooms.ts).",
    anchors: [MISSED, BROADCAST],
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
    cause: "a client that has missed several events was sent the later ones of them, and not the first",
    hint: "Some of the missed events came. Compare their ids with those that did not: which end is missing, and which line of yours stops there?",
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
  "cursor-goes-back": {
    cause:
      "an answer without events has an earlier cursor than the one that the client came with: from there it is told everything once more",
    hint: "Nothing has happened, so the client is where it was. Which cursor does your answer have when there are no events?",
    question: "Which cursor does an answer without events have, and from where does your code take it?",
    pointer:
      "Without events there is no last one to take the id of; what the client came with still holds (the lesson's README, The routes).",
    anchors: [/timestamp/, MISSED],
    start: "code",
    marks: { offending: "response" },
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
