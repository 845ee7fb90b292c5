import { anchors, defineFailures } from "#kit";

const { BROADCAST } = anchors;

const CANCEL = /\bcancel\b/;
const REMOVE = /\.delete\s*\(|\.splice\s*\(|\.filter\s*\(|indexOf|findIndex/;
const COUNT = /\bclientCount\b|\.size\b|\.length\b/;
const ADD = /\baddClient\s*\(/;
const SEND = /\bbroadcast\s*\(/;
const CHANGE = /\b(?:create|move|delete)Task\s*\(/;

/** What can go wrong with the clients and with what they are sent. What can go wrong with a stream, the engine defines. */
export const failures = defineFailures({
  "sent-though-refused": {
    cause:
      "the event was sent although the request was refused: it is sent before the board has stored the change, or without it",
    question:
      "The request was refused, and clients were told of a change. Which of the two comes first in your route: the change, or the event?",
    pointer:
      "What the board refuses throws, so only what stands behind the call of createTask, moveTask or deleteTask runs for a change that was stored. A `finally` runs in any case (MDN, try...catch).",
    anchors: [SEND, CHANGE],
    start: "code",
    marks: { offending: "message" },
  },
  "equal-task-lost": {
    cause: "of two tasks with the same title only one was sent: what looks equal is taken for sent",
    question: "Two tasks have the same title, and only one of them arrived. By what do you tell them apart?",
    pointer:
      "Titles may repeat; each change has its own event, and an id of its own (the table in the lesson's README).",
    anchors: [SEND, CHANGE, BROADCAST],
    start: "code",
    marks: { missing: "always" },
  },
  "task-at-once-lost": {
    cause:
      "each of several tasks that were created at the same moment was answered with 201, and not all of them were sent: an event takes the place of another one that waits, or is dropped because one waits",
    question:
      "One task alone arrives, and of several at the same moment some are lost. Where does an event wait, and for what?",
    pointer:
      "enqueue keeps everything in order until the client has read it, so no event has to wait or to be left out; desiredSize only says how much there is (MDN, ReadableStreamDefaultController: enqueue(), desiredSize).",
    anchors: [/desiredSize|setImmediate|setTimeout|queueMicrotask/, BROADCAST],
    start: "code",
    marks: { missing: "always" },
  },
  "other-encoding": {
    cause: "the text is right and its bytes are not UTF-8: each character has become a single byte, as in Latin-1",
    question:
      "The client reads your bytes as UTF-8. Which line of yours makes bytes of the text, and in which encoding?",
    pointer:
      "An event stream is UTF-8, whatever its headers say (HTML standard, section 9.2.5; MDN, TextEncoder; Node documentation, Buffers and character encodings).",
    hint: "The object that you broadcast is right. In which encoding does the line that makes bytes of its text write a character that is no English letter?",
    anchors: [/latin1|binary|ascii|charCodeAt|Buffer\.from/, /TextEncoder|\.encode\s*\(/],
    start: "code",
    marks: { offending: "message" },
  },
  "first-client-only": {
    cause: "connected is sent to the first client only, and not to those that come after it",
    question: "A second client comes while the first one is there. Which of your lines run for the first one only?",
    pointer:
      "`start` runs for each stream, so what stands in it is done for every client; what stands under a condition is not (MDN, ReadableStream() constructor: start).",
    hint: "The first client was greeted, and this one was not. What does your code do only when a list of clients is new, or empty?",
    anchors: [/connected/, ADD],
    start: "code",
    marks: { missing: "always" },
  },
  "board-asked-in-the-stream": {
    cause: "the board is looked up when the stream is already on its way: it fails then, and no status says why",
    question:
      "For a board that does not exist your stream fails. Where is the board looked up: in the route, or in a function of the stream?",
    pointer:
      "A `start` that rejects gives the stream an error; by then the route has returned its Response. What decides about the status comes before `new Response` (MDN, ReadableStream() constructor: start).",
    hint: "There is no such board, and the client's connection is cut in place of a 404. Which line finds out that the board does not exist, and has the route returned its Response by then?",
    anchors: [/\bboard\s*\(/, /\bstart\s*\(/, ADD],
    start: "code",
    marks: { missing: "always" },
  },
  "move-within-list-lost": {
    cause: "a move within a list is not sent: only a change of the list counts as one",
    question: "A move within a list changes the order. Under which condition does your route send a move?",
    pointer:
      "A move within a list is a move like any other, with `fromListId` as its list (the table of events in the lesson's README).",
    hint: "A move to another list came, and one within its list did not. Which condition stands between the change and the call of broadcast?",
    anchors: [/fromListId|listId/, SEND],
    start: "code",
    marks: { missing: "always" },
  },
  "second-move-lost": {
    cause: "the second move of a task is not sent: something is kept of the first one",
    question: "One move of a task came, and the next one did not. What does your code keep of a change that was sent?",
    pointer:
      "Each change is sent once, and each of several moves is a change (the table of events in the lesson's README).",
    hint: "What does your code keep of a task once a move of it was sent, and what does it compare the next one with?",
    anchors: [/\.has\s*\(|\.get\s*\(/, SEND],
    start: "code",
    marks: { missing: "always" },
  },
  "one-route-to-other-boards": {
    cause: "events of one kind are sent to clients of other boards, and those of another kind are not",
    question: "Three routes broadcast. For which boards does the one call it whose events came to other boards?",
    pointer: "The event says of which board it is: `event.boardId` (the table of events in the lesson's README).",
    hint: "`why` names the route. How does it differ from the two others between the change and the answer?",
    anchors: [/boards\s*\(\)/, SEND, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
  "ends-at-another-board": {
    cause: "a client of another board in the list ends the loop: those behind it get nothing",
    question: "Your loop goes through the clients of all boards. What does it do at one of another board?",
    pointer: "`break` and `return` end a loop, `continue` goes on with the next one (MDN, for...of; MDN, continue).",
    hint: "A client of another board stands between two of this one in your list. What does broadcast do when it comes to it?",
    anchors: [BROADCAST, /\bbreak\b|\breturn\b/],
    start: "code",
    marks: { missing: "always" },
  },
  "greeting-to-all": {
    cause: "each client is greeted again whenever another one comes to its board: connected is sent to all of them",
    question: "A client comes. To whom does your code send connected: to this one, or to all that are there?",
    pointer:
      "The controller that `start` is given is the one of the new stream (MDN, ReadableStream() constructor: start).",
    hint: "The event that came again is the greeting. Which function sends it, and to which clients?",
    anchors: [/connected/, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
  "place-in-a-list": {
    cause:
      "a client that leaves is not removed when one that came before it had left already: it is removed by its place in a list, and places move when one is taken out",
    question:
      "Three clients have the places 0, 1 and 2. The first one leaves, and then the last one. What is at place 2 by then?",
    pointer:
      "`splice` moves all that stands behind (MDN, Array.prototype.splice()). An object stays the same wherever it stands (MDN, Set; MDN, Array.prototype.indexOf()).",
    hint: "What does start remember of a client for cancel, and does that still mean the same client once others have left?",
    anchors: [/\bindex\b|\.splice\s*\(/, CANCEL, REMOVE],
    start: "code",
    marks: { offending: "response" },
  },
  "refused-counted": {
    cause:
      "a request that was answered with 404 is counted as a client: the client is added before the board is looked up",
    question:
      "This request got no stream, and the count has gone up. What does your route do before it knows that there is no such board?",
    pointer:
      "`start` runs at once, as soon as the stream is made. Nobody reads a stream that is never returned, so its `cancel` is never called (MDN, ReadableStream() constructor: start).",
    anchors: [ADD, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "clients-kept": {
    cause:
      "a client that has left is still counted: cancel removes nothing, looks for something else than what start put in, or throws before it has removed it",
    question:
      "Clients left, and the server still counts them. Is cancel called, and is what it removes the very object that start put in?",
    pointer:
      "Log both, the one in `start` and the one in `cancel`, and compare them with `===`. `cancel` is given the reason and not the controller, and an arrow function has no `this` of its own (MDN, ReadableStream() constructor: cancel; MDN, this).",
    anchors: [CANCEL, REMOVE, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "clients-miscounted": {
    cause:
      "the count is lower than the number of streams that are open, before anybody has left: something else is counted, such as boards, or only a part of the clients",
    question: "The server counts fewer clients than there are. What does the number that you return count?",
    pointer: "Follow the count by hand with two clients on one board and one on another (MDN, Map: size).",
    anchors: [COUNT, BROADCAST],
    start: "todo",
    marks: { offending: "response" },
  },
  "others-removed": {
    cause: "the count was right until a client left: more was removed with it than this one client",
    question:
      "One client left, and others that are still there are no longer counted. What exactly does cancel remove?",
    pointer:
      "Follow the count by hand with two clients on one board, before and after one of them leaves (MDN, Map: delete(); MDN, Array.prototype.splice(), for a start below zero and without a count).",
    anchors: [CANCEL, REMOVE, COUNT],
    start: "code",
    marks: { offending: "response" },
  },
  "last-client-dropped": {
    cause: "a board is forgotten while one of its clients is still there",
    question: "How many clients does the board have when your code forgets it: none, or one?",
    pointer:
      "Follow the size of the set by hand with two clients on one board, before and after one of them is removed (MDN, Set: size).",
    hint: "The last but one client left, and the last one was lost with it. When does cancel remove a whole board, and how many clients are in it at that line?",
    anchors: [/\.size\b|\.length\b/, CANCEL, REMOVE],
    start: "code",
    marks: { offending: "response" },
  },
  "board-dropped": {
    cause: "one client left, and all clients of its board are removed",
    question: "What does cancel remove: one client, or what holds all clients of the board?",
    pointer:
      "A map of boards and the set of one board each have a delete of their own (MDN, Map: delete(); MDN, Set: delete()).",
    hint: "One client left, and every other client of its board was lost with it. From which of your two collections does cancel remove something, and by what key?",
    anchors: [CANCEL, REMOVE],
    start: "code",
    marks: { offending: "response" },
  },
  "fails-with-two-clients": {
    cause: "a change is answered with an error when a board has two clients, and not when it has one",
    question:
      "Which object does your loop give to the first client and then to the second, and what has become of it in between?",
    pointer:
      'The `enqueue` of a stream with `type: "bytes"` takes the buffer of the chunk away, so that chunk cannot be used a second time (MDN, ReadableByteStreamController: enqueue()).',
    hint: "One client gets the event, and the next one makes the route fail. What do both share: the chunk that is enqueued, or something else that can be used only once?",
    anchors: [BROADCAST, /\.enqueue\s*\(/, /type:\s*"bytes"/],
    start: "code",
    marks: { offending: "response" },
  },
  "fails-after-a-client-left": {
    cause:
      "a change is answered with an error once a client of the board has left, and not before: broadcast writes to the stream of a client that has gone",
    question:
      "A client has left, and broadcast still finds it. Which line takes it out of your list, and does it take out this client?",
    pointer:
      "`enqueue` throws on a stream that was cancelled (MDN, ReadableStreamDefaultController: enqueue(); the lesson's README, Exercise 3).",
    hint: "The change was stored, and then broadcast failed at a client that has left. What does cancel remove, and is it this client?",
    anchors: [CANCEL, REMOVE, BROADCAST],
    start: "code",
    marks: { offending: "response" },
  },
  "newest-removed": {
    cause:
      "a client that has left is still counted: cancel takes out the client that came last, whichever has left, because one variable holds the client of all streams",
    question: "How many clients share the variable that cancel reads, and which of them wrote to it last?",
    pointer:
      "A variable outside of the function is one for all streams; one inside of it belongs to one stream (MDN, Closures).",
    hint: "Which client is removed when an older one leaves, and where is the variable declared that `cancel` reads?",
    anchors: [/^let\b/, CANCEL, REMOVE],
    start: "code",
    marks: { offending: "response" },
  },
  "board-not-made-again": {
    cause:
      "a board that its clients have left has no list of clients any more: a client that comes later is put into none, or into one that broadcast does not look at",
    question:
      "The last client of a board leaves. What is left of the board in your Map then, and what does the next client find there?",
    pointer:
      "`?.` does nothing where nothing is there, and says nothing about it (MDN, Optional chaining; MDN, Map: get()).",
    hint: "Other clients of this board have left before this one came. What does your code remove with the last of them, and which line makes it again for the next?",
    anchors: [/\?\.(?:push|add|set)\s*\(/, ADD, CANCEL, REMOVE],
    start: "code",
    marks: { missing: "always" },
  },
  "board-opens-once": {
    cause:
      "a board's event stream opens for the first client, and once that one has left, the next request for it is answered with 500",
    question: "The only client of a board leaves. What is removed then, and what does the next one expect to find?",
    pointer: "`get` of a Map gives undefined for what was deleted (MDN, Map: get(); MDN, Map: delete()).",
    hint: "What does cancel remove with the last client of a board, and which line makes it again when the next one comes?",
    anchors: [/\.add\s*\(|\.push\s*\(/, CANCEL, REMOVE],
    start: "code",
    marks: { offending: "response" },
    decidedElsewhere: true,
  },
  "removed-with-an-older-one": {
    cause:
      "a client is connected and gets nothing, and one that comes later gets every event: what runs for a client that has left takes this one out as well",
    question:
      "A client leaves, and a new one has come to its board by the time your code notices. What is removed then: one client, or the board?",
    pointer:
      "cancel may run after the next client has come. Remove the one client, and the board only if it is empty then (MDN, Map: delete(); MDN, Set: delete()).",
    hint: "Other clients of this board have left before this one came. What exactly is removed for each of them, and when?",
    anchors: [CANCEL, REMOVE],
    start: "code",
    marks: { missing: "always" },
  },
});
