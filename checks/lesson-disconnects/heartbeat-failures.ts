import { anchors, defineFailures } from "#kit";

const { CLOSE, SEND } = anchors;

const PING = /\.ping\s*\(/;
const PONG = /["'`]pong["'`]/;
const TERMINATE = /\.terminate\s*\(/;
const INTERVAL = /setInterval\s*\(/;

/** What can go wrong with the heartbeat, and with who is taken for dead. */
export const heartbeatFailures = defineFailures({
  "pinged-too-often": {
    cause: "each client is pinged several times in one interval",
    question: "How many timers run when four clients are connected, and which clients does each of them ping?",
    pointer:
      "A listener of 'connection' runs once for each client. A timer that pings all clients is needed once for the server (the lesson's README, The heartbeat).",
    anchors: [INTERVAL, PING],
    start: "code",
    marks: { missing: "always" },
  },
  "dead-peer-kept": {
    cause: "a connection whose client does not answer stays open, or PONG_TIMEOUT_MS is not used",
    question:
      "A ping went out and no pong came back. What in your code finds that out, when, and what does it do with the connection?",
    pointer:
      "The event 'pong' tells what has arrived. That something has not arrived must be looked for when its time is over (ws documentation, Event: 'pong'; Node documentation, Timers).",
    anchors: [PONG, TERMINATE, PING],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "kept-behind-a-leaver": {
    cause: "once a client has left that owed its pong, no client that is silent is ended any more",
    hint: "A client owed its pong, and closed its connection itself before its time was over. What does your loop do when it comes to that one: go on, or end as well? And who takes it out?",
    question:
      "One of the clients that owe a pong has already closed its connection. What does the loop that ends them do with it, and with those behind it?",
    pointer:
      "`return` ends the whole function, `continue` only this turn of the loop (MDN, continue). What is kept of a client goes when it closes (ws documentation, Event: 'close').",
    anchors: [TERMINATE, PONG],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "ended-with-the-ping": {
    cause: "the client was ended right after its ping was sent, before any pong could come",
    hint: "The ping and the end came together. How long does your code wait for the pong, and what runs at the same beat as the ping?",
    question: "The client was ended as soon as it was pinged. When does your code look whether the pong has come?",
    pointer:
      "A pong takes its time: look after PONG_TIMEOUT_MS, or at the next beat before the next ping (ws documentation, How to detect and close broken connections).",
    anchors: [TERMINATE, INTERVAL, PONG],
    start: "code",
    marks: { offending: "close" },
    timingDependent: true,
  },
  "live-peer-ended": {
    cause: "a client that answered every ping in time was taken for dead: its pong did not count",
    question: "The client's pong came. What does your code note when it comes, and is that what the timer looks at?",
    pointer:
      "A pong frame raises 'pong' on the connection that it came on; a message of the type \"pong\" is something else (ws documentation, Event: 'pong'). What is noted at a ping has to be taken back at the pong, each time.",
    anchors: [PONG, TERMINATE, INTERVAL],
    start: "code",
    marks: { offending: "close" },
    timingDependent: true,
  },
  "pong-shared": {
    cause:
      "what a pong changes is not kept for each client by itself: with one client it is right, with several it is not",
    hint: "One client alone is right, and several are not. What does your code keep of a client that was pinged: a variable for all of them, or something for each?",
    question: "Several clients owe a pong at the same time. How many timers, flags or entries has your code for them?",
    pointer:
      "A variable outside of the listener of 'connection' exists once, whoever comes. What belongs to one client is kept in that listener, in a Map, or in a WeakMap with the connection as its key (MDN, Map; MDN, Closures).",
    anchors: [PONG, /^\s*let\b/, INTERVAL],
    start: "code",
    marks: { offending: "close" },
    timingDependent: true,
  },
  "pong-not-heard": {
    cause: "no pong frame counts: a client that answers each ping is ended as one that is silent",
    hint: "Not even the first pong of a client that comes alone counts. On which object, and for which event, does your code listen?",
    question:
      "A pong frame came. Which line of yours runs then, and is what it changes what the end of the time looks at?",
    pointer:
      "A pong frame raises 'pong' on the connection that it came on, not on the server; a message of the type \"pong\" is something else (ws documentation, Event: 'pong').",
    anchors: [PONG, TERMINATE, INTERVAL],
    start: "code",
    marks: { offending: "close" },
    timingDependent: true,
  },
  "pong-counted-once": {
    cause: "a client that answers each ping stays after the first one, and is ended after a later one",
    hint: "The first round goes well, and a later one does not. What does your code set at a ping and at a pong, and is it the same before each round?",
    question: "What is set when a client is pinged, what is taken back at its pong, and does that happen each time?",
    pointer: "`once` listens for one event only, `on` for all of them (Node documentation, Events: emitter.once).",
    anchors: [PONG, /\bonce\b/, TERMINATE],
    start: "code",
    marks: { offending: "close" },
    timingDependent: true,
  },
  "late-pong-missed": {
    cause:
      "a client that answers a little late, and in time, is ended: your code waits for a shorter time than PONG_TIMEOUT_MS",
    hint: "A pong that comes at once counts, and one that comes later and in time does not. Which line says how long your code waits, and in which unit?",
    question: "How long may a client take for its pong, and where does your code get this time from?",
    pointer:
      "PONG_TIMEOUT_MS of config.ts is in milliseconds, as the second argument of setTimeout is (MDN, setTimeout).",
    anchors: [/PONG_TIMEOUT_MS/, TERMINATE, PONG],
    start: "code",
    marks: { offending: "close" },
    timingDependent: true,
  },
  "newcomer-ended": {
    cause: "a client that has just connected is taken for dead, before it was pinged",
    question:
      "This client connected after a ping went out to the others, and was ended for not answering it. What is noted of a client that has just connected, and whom does the code end?",
    pointer:
      "Only those owe an answer that were asked: one that connects owes none, and `wss.clients` also has those that have come since the ping (ws documentation, server.clients).",
    anchors: [TERMINATE, /clients/, PONG],
    start: "code",
    marks: { offending: "close" },
    timingDependent: true,
  },
  "trusted-for-ever": {
    cause: "a client that has answered a ping before, and does so no longer, stays",
    question:
      "This client answered the first pings, and none after them; clients that never answered are ended. What does your code note at a pong, and when does it forget that?",
    pointer:
      "A pong answers one ping. With the next ping, the client owes an answer again (the lesson's README, The heartbeat).",
    anchors: [PONG, PING, TERMINATE],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "some-dead-kept": {
    cause: "when one client that does not answer is ended, those behind it are not looked at, or not pinged",
    question: "Several clients owe an answer at the same time. What does your loop do after it has ended the first?",
    pointer: "A `return` or `break` ends a loop, `continue` goes on with the next round (MDN, continue).",
    anchors: [TERMINATE, /clients/, PONG],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "dead-skipped": {
    cause:
      "of clients that fall silent at the same time, some are ended in time and others one or several heartbeats later: the code that ends the dead comes to some of them and skips the others",
    hint: "Each heartbeat ends a part of those that owe a pong. What does your loop go through, and does anything take elements out of it meanwhile?",
    question:
      "The loop that ends the dead skips some of them. What changes the collection while the loop goes through it?",
    pointer:
      "When `splice` removes an element inside a loop, those behind it move forward by one, and the next is skipped. A Set has no places, and `for...of` over a copy skips none (MDN, Array.prototype.splice; Set).",
    anchors: [/splice|shift\s*\(|filter\s*\(/, TERMINATE, /clients/],
    start: "code",
    marks: { offending: "close" },
  },
  "ended-too-late": {
    cause: "a client that does not answer is pinged several times more before it is ended",
    question: "How many pings may a client leave unanswered, in your code, and how many in the README?",
    pointer: "A ping that is not answered by the time the next one is due is enough (the lesson's README, exercise 1).",
    anchors: [TERMINATE, PONG, PING],
    start: "code",
    marks: { offending: "close" },
  },
  ghost: {
    cause: "a client that answers nothing is still on its board: its connection has not ended",
    question:
      "This client answers no close frame either. Which of the ways to end a connection waits for an answer, and which does not?",
    pointer:
      "After `close()`, ws waits up to 30 seconds for the other side's close frame (ws documentation, websocket.close and websocket.terminate). The event 'close' comes once the connection has ended, for the listeners that are still there.",
    anchors: [TERMINATE, CLOSE, PONG],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "left-twice": {
    cause: "the others were told more than once that a client has left",
    question: "Which lines tell the others, and which of them run when a dead connection is ended?",
    pointer: "Ending a connection raises 'close', whose listener tells the others already (ws-server.ts).",
    anchors: [TERMINATE, SEND],
    start: "code",
    marks: { missing: "always" },
  },
  "not-pinged-meanwhile": {
    cause: "while others come and go, clients that are there are not pinged",
    question: "Which line of yours begins the timer, which one ends it, and how often does each of them run?",
    pointer:
      "One timer serves all clients: it begins with the server, and ends when the WebSocket server is closed (the lesson's README, The heartbeat).",
    anchors: [INTERVAL, /clearInterval|clearTimeout/, PING],
    start: "code",
    marks: { missing: "always" },
  },
  "some-not-pinged": {
    cause: "some of the clients are pinged, and others are not",
    question:
      "Four clients are connected, and not all of them are pinged. Over which clients does your timer's code go?",
    pointer:
      "`wss.clients` has all of them (ws documentation, server.clients). A `break` or `return` ends a loop early.",
    anchors: [/clients/, /\.ping\s*\(/],
    start: "code",
    marks: { missing: "always" },
  },
});
