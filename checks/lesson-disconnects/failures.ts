import { anchors, defineFailures } from "#kit";

const { CLOSE, SEND, TIMER } = anchors;

const PING = /\.ping\s*\(/;
const PONG = /["'`]pong["'`]/;
const TERMINATE = /\.terminate\s*\(/;
const INTERVAL = /setInterval\s*\(/;
const ON_CLOSE = /["'`]close["'`]|\bonclose\b|\bclosed\s*\(/;
const WAIT = /setTimeout\s*\(|\bsleep\s*\(/;
const BACKOFF = /BACKOFF_|\bbackoff\b/;
const RANDOM = /Math\.random/;
const COUNT = /\battempts?\b|\bfail\w*\b|\bretr\w+\b/i;
const CODE = /4401|UNAUTHORIZED/;
const SILENCE = /SILENCE_LIMIT_MS/;
const JOIN = /["'`]join["'`]/;
const JOINED = /["'`]joined["'`]|\bjoined\s*\(/;
const POLL = /\bfetch\s*\(|\/poll/;
const SINCE = /\bsince\b/;
const PRINTED = /\bprinted\b|\bseen\b|console\.log/;

/** What can go wrong where connections are lost and made again. */
export const failures = defineFailures({
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
    cause: "the first pong of a client counts, and a later one does not",
    hint: "The first pong has counted. What does your code do at the second ping, and what is different when its pong comes?",
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
      "This client connected after a ping went out to the others, and was ended for not answering it. Over which clients does the code go that ends the dead?",
    pointer:
      "Only those owe an answer that were asked. `wss.clients` also has those that have come since (ws documentation, server.clients).",
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
  "not-joined": {
    cause: "the client is connected and has not joined the board",
    question: "A new connection is a stranger to the server. What does your client send once it is open, each time?",
    pointer: "Rooms hold connections, so each connection has to join (the lesson's README, the protocol table).",
    anchors: [JOIN, SEND],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "not-reconnected": {
    cause: "the client has lost its connection and does not try to make another",
    question: "The connection has ended. Which function of yours runs then, and does it lead back to connect?",
    pointer:
      "Every connection that ends raises 'close', also one that could never be made: with 1006 where no close frame came, and with another code where one did (ws documentation, Event: 'close'; RFC 6455, section 7.4.1).",
    anchors: [ON_CLOSE, WAIT],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "code-taken-for-final": {
    cause:
      "the client comes back after its connection was cut and after other close codes, and not after this one: it takes this code for the end",
    hint: "The client came back after other ends and not after this close code. Which codes does your listener of 'close' take for the end, and which does the README?",
    question: "The server closed with this code, and the client gave up. Which codes does your code compare with?",
    pointer:
      "The client connects again after any end, whatever its code, except after 4401 (the lesson's README, exercise 2).",
    anchors: [ON_CLOSE],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "retries-at-once": {
    cause: "the client tries again at once, or long before half of BACKOFF_BASE_MS is over",
    question: "What happens between the end of the connection and the next attempt, and for how long?",
    pointer:
      "`setTimeout` takes milliseconds, and a function: `connect`, not what `connect()` returns (MDN, setTimeout).",
    anchors: [WAIT, BACKOFF],
    start: "code",
    marks: {},
  },
  "waits-do-not-grow": {
    cause: "after a failed attempt the client tries again sooner than half of the wait that is due",
    question:
      "The wait doubles with each attempt that fails. What do you count, and how many listeners start a new attempt when one has failed?",
    pointer:
      "2 ** n is 1, 2, 4, 8 (MDN, Exponentiation). An attempt that fails raises 'error' and then 'close': only one of them may lead to another attempt (the lesson's README, Coming back).",
    anchors: [BACKOFF, COUNT, WAIT],
    start: "code",
    marks: {},
  },
  "wait-below-half": {
    cause: "the longest waits double as they should, and others are shorter than half of them",
    hint: "The longest waits are right, and the shortest are not. Between which two times does your random wait lie?",
    question: "What is the shortest wait that your formula gives, when Math.random() is 0?",
    pointer:
      "Math.random() is at least 0 and less than 1 (MDN, Math.random). Here the wait is between half and all of the longest (the lesson's README, Coming back).",
    anchors: [RANDOM, BACKOFF],
    start: "code",
    marks: {},
  },
  "waits-stay-short": {
    cause: "no wait is longer than the first one: it is not doubled, or what counts the failed attempts does not rise",
    hint: "The waits do not grow. Which line counts the attempts that failed, which line sets that back, and where does the number stand in your formula?",
    question: "How large is the number of failed attempts at the third wait, and what does your formula make of it?",
    pointer:
      "2 ** n is 1, 2, 4, 8, and ^ is no power (MDN, Exponentiation). The number is set back when the client has joined, and not when it begins an attempt (the lesson's README, Coming back).",
    anchors: [COUNT, BACKOFF],
    start: "code",
    marks: {},
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
  "waits-too-long": {
    cause: "the next attempt comes much later than the wait that is due, or not at all",
    question: "How long may the client wait at most at this point, and what does your formula give?",
    pointer:
      "Between half and all of min(BACKOFF_MAX_MS, BACKOFF_BASE_MS · 2^n), where n counts from 0 (the lesson's README, Coming back). An attempt that fails has to lead to another one.",
    anchors: [BACKOFF, ON_CLOSE, WAIT],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "wait-not-capped": {
    cause: "the waits go on growing beyond BACKOFF_MAX_MS",
    question: "After ten failures, 2 ** 10 is about a thousand. What keeps the wait below BACKOFF_MAX_MS?",
    pointer: "Math.min (MDN; the lesson's README, Coming back).",
    anchors: [BACKOFF],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "no-jitter": {
    cause: "the client waits equally long each time: nothing in it is random, or it is only added",
    question:
      "A thousand clients lose their connections in the same moment. In which moments do they come back, with your formula?",
    pointer:
      "Math.random() is at least 0 and less than 1; the wait is between half and all of the longest (MDN, Math.random; the lesson's README, Coming back).",
    anchors: [RANDOM, BACKOFF],
    start: "code",
    marks: {},
  },
  "first-wait-too-long": {
    cause: "the first wait is longer than BACKOFF_BASE_MS: the attempts are counted from 1, or set back to 1",
    question: "What is n, in your formula, when the connection that is lost had worked?",
    pointer:
      "n counts the attempts since the last one that worked, from 0, and 2 ** 0 is 1 (the lesson's README, Coming back). `++n` counts before the value is used, `n++` afterwards (MDN, Increment).",
    anchors: [COUNT, BACKOFF],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "backoff-not-reset": {
    cause:
      "after a connection that worked the client still waits as long as after many failures: what counts the failed attempts is not set back",
    hint: "Attempts had failed, then one worked, and the wait after it is still the long one. Which line sets the number of failed attempts back to 0, and when does it run?",
    question: "The client had failed, and then succeeded. Where does your code forget the failures?",
    pointer: "What is counted has to be set back where it is known that the connection works: when it has joined.",
    anchors: [COUNT, JOINED],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "connected-twice": {
    cause: "the client has more than one connection, or attempt, at a time",
    question: "One connection was lost. How many attempts did that lead to, and which lines began them?",
    pointer:
      "An attempt that fails raises 'error' and then 'close', and so does a connection that your code ends itself raise 'close' (the lesson's README, Coming back). Only one of these may lead to another attempt.",
    anchors: [ON_CLOSE, WAIT],
    start: "code",
    marks: {},
  },
  "retried-unauthorized": {
    cause: "the client was closed with 4401 and tries again with the same token",
    question: "What will the server answer next time, and the time after? Which argument of 'close' says so?",
    pointer:
      "The listener of 'close' gets the code as its first argument, a number (ws documentation, Event: 'close').",
    anchors: [CODE, ON_CLOSE],
    start: "todo",
    marks: {},
  },
  "silence-unnoticed": {
    cause: "nothing arrives any more, and the client goes on waiting for it",
    question: "The network swallows everything, and no event comes. What in your client runs all the same?",
    pointer:
      "A timer that begins anew with each ping goes off when none comes (ws documentation, Event: 'ping'; Node documentation, timeout.refresh). `close()` waits for an answer.",
    anchors: [SILENCE, TERMINATE, TIMER],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "silence-before-ping": {
    cause: "the timer that notices silence does not run before the first ping has come",
    question: "The network went silent before a ping had come. Which line starts your timer, and has it run by then?",
    pointer:
      "A connection can die at any moment. The timer has to run from the first one; a ping only starts it anew (Node documentation, timeout.refresh).",
    anchors: [SILENCE, TIMER],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "handshake-without-limit": {
    cause: "an attempt that nothing answers is waited for without end",
    question:
      "Neither 'open' nor 'error' comes when a handshake is not answered. What in your client runs at that time?",
    pointer:
      "A timer that is started with the attempt covers the handshake, too (the TODO of exercise 3 in client.ts; ws documentation, handshakeTimeout).",
    anchors: [SILENCE, TIMER, /new WebSocket\s*\(/],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "left-live-connection": {
    cause: "the client ends a connection on which pings arrive",
    question: "Pings came all the time. What does your timer do when one comes?",
    pointer:
      "A ping frame raises 'ping', and no 'message' (ws documentation, Event: 'ping'). Each has to start the timer anew.",
    anchors: [SILENCE, TIMER],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "not-asked": {
    cause: "the client does not ask for what has happened",
    question: "The client has joined. Which line of yours asks for what it may have missed, and when does it run?",
    pointer:
      "GET /boards/:boardId/poll?since=… on SERVER_URL; without `since` the first time (the lesson's README, Catching up).",
    anchors: [POLL, JOINED],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "event-missed": {
    cause: "an event was never printed, although the client could have known of it",
    question:
      "Did this event happen before the client joined again, or after? Which of the two ways should have brought it, and what did your code do with it?",
    pointer:
      "Ask once the server has confirmed the join, for what follows the cursor; and only an answer that has been read whole moves the cursor (the lesson's README, Catching up).",
    anchors: [SINCE, POLL, JOINED],
    start: "todo",
    marks: {},
    timingDependent: true,
  },
  "polled-before-join": {
    cause:
      "the client polled before the server had put it into the room, and not again: what happened in between came over neither way",
    hint: "The poll was answered before the client was in the room. Which message of the server says that it is in, and does your client wait for it before it asks?",
    question: "The poll came too soon. What does your client wait for before it asks?",
    pointer:
      "From the confirmed join on, events come over the connection; what is asked for after it includes all before (the lesson's README, Catching up).",
    anchors: [JOINED, POLL],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "cursor-moved-by-event": {
    cause:
      "after a poll that brought no answer the client asked from another event on: an event that came over the connection has moved its cursor past what it had missed",
    hint: "A poll was never answered, and the next one named a later event. Which lines of your client move the cursor?",
    question: "The cursor moved although no poll was answered. Which line moved it?",
    pointer:
      "An event on the connection says nothing of those before it. Only an answer that has been read whole moves the cursor (the lesson's README, Catching up).",
    anchors: [SINCE, POLL],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "failed-poll-dropped": {
    cause:
      "the client's last poll was answered with an error, and nothing followed it: no other poll, and no new connection",
    hint: "A poll failed, and the client asked no more. What does `fetch` do with such a status, and what does your code do after it?",
    question: "The poll failed and nothing came after it. Who asks again, and when?",
    pointer:
      "`fetch` resolves for any status: `ok` says whether it is one of 200 to 299 (MDN, Response.ok). A client that has not caught up asks again, or connects anew.",
    anchors: [POLL, /\.ok\b|catch/],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "behind-live-dropped": {
    cause: "an event that a poll has brought is not printed when a later one has come over the connection before",
    hint: "Both ways brought events, and the later one came first. By what does your code know what it has printed already?",
    question:
      "The poll's answer has an event with a smaller id than one that was printed. What does your code do with it?",
    pointer:
      "The events of an answer are older than what came over the connection meanwhile. Whether one was printed, only its own id says (MDN, Set; the lesson's README, Catching up).",
    anchors: [PRINTED, SINCE, POLL],
    start: "code",
    marks: {},
    timingDependent: true,
  },
  "taken-for-another": {
    cause: "two events with the same content are taken for one, and only the first is printed",
    question: "Two tasks have the same title. By what does your code know that an event was printed already?",
    pointer:
      "Every event has an `id` that no other has; everything else may be the same (the lesson's README, Catching up).",
    anchors: [PRINTED],
    start: "code",
    marks: {},
  },
  "event-printed-again": {
    cause: "an event was printed more than once",
    question: "Two ways can bring the same event. What do you ask before you print it?",
    pointer: "Every event has an `id` that no other has (MDN, Set; the lesson's README, Catching up).",
    anchors: [PRINTED, SINCE],
    start: "todo",
    marks: {},
  },
});
