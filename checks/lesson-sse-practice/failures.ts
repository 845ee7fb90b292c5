import { anchors, defineFailures } from "#kit";

const { TIMER } = anchors;

const HEARTBEAT = /heartbeat/i;
const CLEAR = /clearInterval|clearTimeout|\bcancel\b|\.unref\s*\(/;

/** What can go wrong with heartbeats and at the end. What can go wrong with a stream, the engine defines. */
export const failures = defineFailures({
  "heartbeat-is-event": {
    cause:
      "the heartbeat is an event: clients call their handlers for it, or are asked to handle something that is nothing",
    question: "Your heartbeat arrives as an event. With which character does a line begin that every client ignores?",
    pointer:
      "A line that begins with a colon is a comment (HTML standard, section 9.2.6; MDN, Using server-sent events: event stream format).",
    hint: "Your heartbeat comes on time, and as an event. With which character does a line begin that every client ignores?",
    anchors: [HEARTBEAT, TIMER],
    start: "code",
    marks: { offending: "message" },
  },
  "heartbeat-moves-id": {
    cause:
      "the heartbeat carries an id, be it an empty one, and a client asks for what came after that id when it reconnects",
    question: "Which id would a browser send if it reconnected after your heartbeat, and which events come after that?",
    pointer:
      "The last `id` field counts, also in a block without data (HTML standard, section 9.2.6). Only events of the log have one.",
    anchors: [HEARTBEAT, /\bid:/],
    start: "code",
    marks: { missing: "always" },
  },
  "no-heartbeat": {
    cause: "no comment line comes while there are no events",
    question: "What in your code runs again and again while nothing happens, and where does its time come from?",
    pointer: "`setInterval` runs again and again; its time is SSE_HEARTBEAT_MS (Node documentation, Timers).",
    hint: "Is there something that runs again and again while nothing happens? If there is: does it read SSE_HEARTBEAT_MS, in which unit, and does what it writes begin with a colon?",
    anchors: [TIMER, HEARTBEAT, /process\.env/],
    start: "todo",
    marks: { missing: "always" },
  },
  "comment-not-ended": {
    cause: "a line that begins with a colon has come and does not end: no line end follows it",
    question: "What does the text of your heartbeat end with?",
    pointer: "A comment is a line, and a line ends with \\n (HTML standard, section 9.2.5).",
    hint: "The timer, its time and the colon are right. What ends a line, and does the text of your heartbeat have it?",
    anchors: [HEARTBEAT, TIMER],
    start: "code",
    marks: { missing: "always" },
  },
  "heartbeats-of-some": {
    cause: "some clients get heartbeats, and others none",
    question: "Which of several clients does each run of your timer write to?",
    pointer: "One timer has to write to each client that is there at that moment (MDN, for...of; Map.keys).",
    hint: "Other clients get their comments on time. Which clients does one run of your timer write to, and what ends its loop?",
    anchors: [HEARTBEAT, TIMER],
    start: "code",
    marks: { missing: "always" },
  },
  "heartbeats-not-begun-again": {
    cause: "once all clients have left, no client that comes later gets heartbeats any more",
    question:
      "The last client leaves, and later another one comes. What begins the heartbeats again, and under which condition?",
    pointer:
      "A timer that was cleared is still the value of its variable, so `??=` and `if (!timer)` begin no other one (Node documentation, Timers: `clearInterval`; MDN, Nullish coalescing assignment).",
    hint: "The heartbeats ended with the last client. What does your variable hold after clearInterval, and what does the line ask that should begin them again?",
    anchors: [/\?\?=/, CLEAR, TIMER],
    start: "code",
    marks: { missing: "always" },
  },
  "heartbeats-stopped-with-another": {
    cause: "a client that leaves stops the heartbeats of clients that are still there",
    question:
      "A client leaves, and another one is there. Which timer does your code stop, and whom does that one serve?",
    pointer:
      "A timer that serves all clients may stop with the last one only (Node documentation, Timers: `clearInterval`; MDN, Map: size).",
    hint: "One client is still there. What is stopped when another one leaves, and does anything ask whether somebody is left?",
    anchors: [CLEAR, TIMER, HEARTBEAT],
    start: "code",
    marks: { missing: "always" },
  },
  "own-timer-goes-on": {
    cause: "a stream was closed, and the timer of its client goes on and writes to it: the exception ends the process",
    question: "Each client has a timer. Which lines stop it, and do they run when the server closes the stream itself?",
    pointer:
      "`cancel` runs when the client leaves, and not when your own code closes the stream (MDN, ReadableStream() constructor: cancel; Node documentation, Timers: `clearInterval`).",
    hint: "A client that leaves has its timer stopped in cancel. Who stops it when closeAllClients ends the stream?",
    anchors: [/closeAllClients/, TIMER, CLEAR],
    start: "code",
    marks: { missing: "always", asked: "signal" },
    decidedElsewhere: true,
  },
  "heartbeat-with-event": {
    cause: "a comment comes with an event, and none while nothing happens, which is when it is needed",
    question: "What makes your code write its comment: a timer, or an event?",
    pointer:
      "A heartbeat is for the times without events: `setInterval` runs again and again by itself (Node documentation, Timers).",
    hint: "Your comment is right, and comes only together with an event. What would write one while nothing happens?",
    anchors: [HEARTBEAT, TIMER],
    start: "code",
    marks: { missing: "always" },
  },
  "left-on-some-boards": {
    cause:
      "a change is answered with an error: a client of several boards has left, is taken off only some of them, and the events of the others are still written to its stream",
    question:
      "A client of several boards leaves. Off how many of them does your code take it, and what can end that loop?",
    pointer:
      "`enqueue` throws on a stream that was cancelled (MDN, ReadableStreamDefaultController: enqueue()). `return` and `break` end a loop, `continue` goes on with the next one (MDN, for...of).",
    hint: "`why` says off which boards the client is taken. How does your code go through the boards of a client that leaves, and does it come to all of them?",
    anchors: [/\bcancel\b/, /\.delete\s*\(|\.splice\s*\(|\.filter\s*\(/, /\breturn\b|\bbreak\b/],
    start: "code",
    marks: { offending: "response" },
  },
  "heartbeat-put-off": {
    cause: "an event on another board puts the heartbeats off, also for clients that are sent nothing of it",
    question: "What does an event change of the time at which your next heartbeat is sent, and for which clients?",
    pointer:
      "A proxy looks at each connection by itself: what was sent on another one does not keep this one open (the lesson's README, on heartbeats).",
    hint: "These heartbeats came while nothing happened, and stopped while another board changed. Which variable or timer does a broadcast touch that all clients share?",
    anchors: [HEARTBEAT, TIMER],
    start: "code",
    marks: { missing: "always" },
  },
  "retry-not-from-environment": {
    cause: "the time after which a client reconnects does not come from SSE_RETRY_MS",
    question: "Where does the number behind `retry:` come from?",
    pointer: "SSE_RETRY_MS is in `process.env`, as a text of digits (Node documentation, process.env).",
    hint: "The field is right, and its number stays the same whatever SSE_RETRY_MS says. Which line writes it?",
    anchors: [/retry/i, /process\.env/],
    start: "code",
    marks: { offending: "message" },
  },
  "heartbeat-once": {
    cause: "a comment is written once after the server has started, and not again",
    question: "How often does the function run that you give to your timer?",
    pointer: "`setTimeout` calls its function once, `setInterval` again and again (Node documentation, Timers).",
    hint: "The timer went off once, before these clients came. Which function of Node's goes off again and again?",
    anchors: [TIMER, HEARTBEAT],
    start: "code",
    marks: { missing: "always" },
  },
  "heartbeats-multiplied": {
    cause: "each client gets more comments the more clients there are: each client's timer writes to all of them",
    question: "How many timers run while six clients are there, and to whom does each of them write?",
    pointer:
      "Either one timer writes to every client, or each client has a timer that writes to it alone (the lesson's README, exercise 1).",
    hint: "One client alone gets its heartbeats at the right pace. How many timers are there for six, and to whom does each write?",
    anchors: [TIMER, HEARTBEAT],
    start: "code",
    marks: { missing: "always" },
  },
  "heartbeats-hurried": {
    cause: "comments come far more often than the environment says",
    question: "Heartbeats come much faster than they should. In which unit is the time that you give to the timer?",
    pointer:
      "`setInterval` and the variable of the environment both count milliseconds; without a time, or with one that is no number, it is 1 ms (Node documentation, Timers).",
    hint: "Which time does your timer get as its second argument, in which unit, and is it a number at that line?",
    anchors: [TIMER, /process\.env/, HEARTBEAT],
    start: "code",
    marks: { missing: "always" },
  },
  "heartbeats-add-up": {
    cause:
      "the heartbeats that began for clients that have gone go on: the first client of all got one at a time, and one that comes after several others gets several",
    question: "The last client has left, and a new one comes. What is begun for it, and what has ended before?",
    pointer:
      "Whether anybody is left can be told only once the client that goes has been removed (Node documentation, Timers: `clearInterval`; MDN, Map: size).",
    anchors: [CLEAR, TIMER, HEARTBEAT],
    start: "code",
    marks: { missing: "always" },
  },
  "heartbeats-left": {
    cause:
      "each client that has left has left its timer, also one that came and left alone: nothing stops the timer of a client that has gone",
    question: "A client has left. What stops the timer that was started for it?",
    pointer:
      "`setInterval` returns what `clearInterval` takes, and `cancel` runs when the client has gone (Node documentation, Timers; MDN, ReadableStream() constructor: cancel).",
    anchors: [TIMER, CLEAR, HEARTBEAT],
    start: "code",
    marks: { offending: "response" },
  },
  "timer-overwritten": {
    cause:
      "the timer of a client that comes and leaves alone is stopped, and of several clients that are there together only one is: their timers are kept in one variable",
    question: "Two clients are there, each with a timer. Where do you keep the first one's when the second one comes?",
    pointer:
      "A variable of the module exists once for all clients, one inside `addClient` once for each (MDN, Closures; Node documentation, Timers).",
    hint: "One client alone leaves nothing behind, and several do. Which variable holds the timer, and what is in it once a second client has come?",
    anchors: [/^(?:let|var)\s/m, TIMER, CLEAR],
    start: "code",
    marks: { offending: "response" },
  },
  "line-in-data": {
    cause: "what should be a line of its own came behind the JSON of connected, as a part of its data",
    question:
      "Which characters end a line in an event stream, and which of them stands between your data and what follows?",
    pointer:
      "Each field is a line of its own, with a line end behind it (HTML standard, section 9.2.6; MDN, Using server-sent events: event stream format).",
    hint: "The data of `connected` goes on behind its JSON. What ends a line of an event, and does your text have that between the two?",
    anchors: [/\bretry:/, /\bdata:/],
    start: "code",
    marks: { offending: "message" },
  },
  "missed-not-sent": {
    cause: "nothing of what this client has missed was sent to it",
    question: "Which line reads the id that the client names, and who gets it from there?",
    pointer:
      "A client says in `Last-Event-ID` what it has seen last (MDN, Headers: get). `addClient` sends what came after it, when it gets the id.",
    hint: "Follow the id that the client sent: which line of the route of several boards reads it, and what becomes of it?",
    anchors: [/last-event-id|lastEventId/i, /missedSince|eventsSince/],
    start: "code",
    marks: { missing: "always" },
  },
  "missed-of-some": {
    cause: "only a part of what this client has missed was sent to it",
    question: "For which boards, and from which event on, does your code look up what was missed?",
    pointer: "`board.eventsSince` takes the boards as `boardIds` (the lesson's README, exercise 2).",
    hint: "A part came, and `why` says which did not. For which boards does missedSince look up the past?",
    anchors: [/missedSince|eventsSince/],
    start: "todo",
    marks: { missing: "always" },
  },
  "missed-sorted-as-text": {
    cause: "what this client has missed came in the order of its ids as texts, in which 10 is before 9",
    question: "What does your code compare when it sorts: numbers, or texts?",
    pointer:
      "`toSorted()` without a function, `localeCompare` and `<` between two texts compare character by character (MDN, Array.prototype.sort()). `board.eventsSince` returns events in their order already.",
    hint: "An id is a text. What does your code do with it before it compares it with another, and does it have to sort at all?",
    anchors: [/[sS]ort(?:ed)?\s*\(|localeCompare/, /missedSince|eventsSince/],
    start: "code",
    marks: { missing: "always" },
  },
  "missed-board-by-board": {
    cause: "all that this client has missed of one board came first, and then that of the next one",
    question: "How often does your code call eventsSince for one client, and what does each call return?",
    pointer: "`board.eventsSince` takes all the boards as `boardIds` at once (the lesson's README, exercise 2).",
    hint: "The past of one board follows that of another. Does your code look it up in a loop over the boards, or once for all of them?",
    anchors: [/missedSince|eventsSince/, /flatMap|for\s*\(/],
    start: "code",
    marks: { missing: "always" },
  },
  "sent-for-each-mention": {
    cause: "each event of a board comes as often as the client names that board",
    question:
      "A client names a board twice. How often does it stand in your list, or in the list that your loop goes over?",
    pointer: "A Set keeps each value once: `[...new Set(ids)]` (MDN, Set).",
    hint: "A board that is named three times is sent three times. Where does your code take the list of boards apart, and does each stand in it once from then on?",
    anchors: [/boards.{0,60}\.split\s*\(|new Set\s*\(/, /boardIds/],
    start: "code",
    marks: { offending: "message" },
  },
  "signal-not-taken": {
    cause: "the signal has ended the process by itself: nothing in the code listens for SIGTERM",
    question: "For which signals does your code listen, and which one was sent?",
    pointer:
      "A signal without a listener ends the process at once. SIGTERM is what a deployment sends, SIGINT is Ctrl+C (Node documentation, process: signal events).",
    hint: "The process was gone before any line of yours could run. Which signal does your code listen for, and is it SIGTERM?",
    anchors: [/SIGTERM|SIGINT|SIGHUP/, /process\.on(?:ce)?\s*\(/],
    start: "code",
    marks: { offending: "error", missing: "always" },
  },
  "streams-left-out": {
    cause: "some streams were ended in order when the server was asked to end, and others were not",
    question: "Which streams does your code close, and what keeps it from the others?",
    pointer:
      "A loop ends early at a `break`, a `return` or an exception, and skips what is taken out of its list meanwhile (MDN, for...of; Map: entries are visited unless deleted).",
    hint: "Some were closed, and `why` says which were not. Over which list does closeAllClients go, and does it come to the end of it?",
    anchors: [/closeAllClients/, /\.close\s*\(/],
    start: "code",
    marks: { offending: "error", missing: "always" },
  },
  "streams-not-closed": {
    cause: "nothing ended the streams until the process or its connections ended",
    question: "Which line should end the streams, and does it run, and for clients that are still in the list?",
    pointer:
      "`controller.close()` ends a stream in order. A list that was emptied before has no stream left to close (MDN, ReadableStreamDefaultController: close).",
    hint: "The server lived on for a while, and no stream was ended. Does closeAllClients run on SIGTERM, and is there a client in its list when it calls close?",
    anchors: [/closeAllClients/, /\.close\s*\(/, /SIGTERM/],
    start: "code",
    marks: { offending: "error", missing: "always" },
  },
  "closed-after-waiting": {
    cause:
      "the server takes no more connections, and its streams are not closed: what would close them waits for them, or does not run",
    question: "In which order do your lines run on SIGTERM, and which of them waits for something?",
    pointer:
      "The promise of `server.close` is kept once the last connection has ended, and a stream is one that does not end by itself (the lesson's README; Node documentation, server.close).",
    hint: "The streams were open to the end. Is there an `await` before closeAllClients, and what is that waiting for? If there is none: is closeAllClients called at all, and over which list does it go?",
    anchors: [/await\s.{0,80}\.close\s*\(/, /closeAllClients/, /SIGTERM/],
    start: "code",
    marks: { offending: "error", missing: "always" },
  },
  "streams-broken": {
    cause: "each stream was broken off, while other connections stayed open",
    question: "Which method of the controller does your code call, and what does it tell the client?",
    pointer:
      "`close` ends a stream in order, `error` breaks it off (MDN, ReadableStreamDefaultController: close, error).",
    hint: "Something ends each stream, and not in order. Which method of the controller, or of the connection, is it?",
    anchors: [/\.error\s*\(|\.destroy\s*\(/, /closeAllClients/],
    start: "code",
    marks: { offending: "error", missing: "always" },
  },
  "waits-for-client": {
    cause: "the process ends when its last client does, and sets no limit to that, or one of more than 2 s",
    question: "A client may keep its connection open for ever. What ends the process then, and after how long?",
    pointer:
      "`server.close` waits for every connection. A timer that calls `process.exit` sets a limit, and `unref` lets the process end sooner (Node documentation, server.close, timeout.unref).",
    anchors: [/SHUTDOWN_LIMIT_MS|process\.exit/, /\.close\s*\(/],
    start: "code",
    marks: { missing: "always", asked: "signal" },
  },
  "streams-cut-off": {
    cause:
      "the connection broke off in the middle of the stream: the process or its connections ended before what closes it had left",
    question:
      "The stream has no end: its connection broke off. What ends a stream in order, and how long after that does your process live?",
    pointer:
      "A body ends in order with a last chunk (RFC 9112, section 7.1), which is sent after `controller.close()` once your function has returned. `process.exit` and a server that cuts its connections do not wait for that (MDN, ReadableStreamDefaultController: close; Node documentation, process.exit).",
    hint: "The process did not wait for its streams. Which line ends it, or cuts its connections, and what has to happen before?",
    anchors: [/process\.exit/, /\.close\s*\(/, /SIGTERM/],
    start: "todo",
    marks: { offending: "error", missing: "always" },
  },
});
