import { anchors, defineFailures } from "#kit";

const { CLOSE, MESSAGE, SEND, SWITCH, TIMER, UPGRADE } = anchors;

const AUTHENTICATE = /\bauthenticate\w*\s*\(|\bfindSession\b|\buserOf\b/;
const COOKIE = /cookie/i;
const ORIGIN = /origin/i;
const JOIN = /["'`]join["'`]|\bjoin\w*\s*\(/;

/** What can go wrong where clients say who they are. */
export const failures = defineFailures({
  "not-recognized": {
    cause: "the client is accepted, and what it showed is not looked at: the server does not know who it is",
    question:
      "The handshake carried a valid token, and the welcome names no user. Which line of yours reads the token, and where does the user go from there?",
    pointer:
      "A handshake is an HTTP request: its headers and its target are in the first argument of the 'upgrade' listener (Node documentation, http.Server: event 'upgrade'). What is found out there has to reach the code that sends the welcome.",
    anchors: [AUTHENTICATE, UPGRADE, COOKIE],
    start: "todo",
    marks: { offending: "message", missing: "always" },
  },
  "wrong-user": {
    cause: "the client is taken for another user",
    question: "The token belongs to one user, and the server speaks of another. Which part of the request did it read?",
    pointer:
      "A request can have several cookies and several parameters, and the name of one can be the end of another's. Names are compared as a whole (RFC 6265, section 4.2.1; MDN, URLSearchParams). State of one connection must not be shared by all.",
    anchors: [COOKIE, AUTHENTICATE, /\btoken\b/],
    start: "code",
    marks: { offending: "message" },
  },
  "let-in": {
    cause: "the client showed something that is worth nothing, and is connected all the same",
    question:
      "The token is worth nothing, and its client is connected. What does your code do when it finds no valid session, and does it end there?",
    pointer:
      "Before the 101 the handshake is an HTTP request: answer it with a status, end the socket, and return before `handleUpgrade` (Node documentation, http.Server: event 'upgrade'; ws documentation, noServer). After it, a connection is closed with a code, of which 4000 to 4999 are for applications (RFC 6455, section 7.4.2). A session counts until its `expiresAt`.",
    anchors: [AUTHENTICATE, UPGRADE, CLOSE],
    start: "todo",
    marks: { missing: "always" },
    decidedElsewhere: true,
  },
  "expired-let-in": {
    cause:
      "the token is that of a session whose `expiresAt` has passed, and it was taken for valid: its time is not compared with now, or compared in a way that is never true",
    question:
      "The token belongs to a session whose `expiresAt` has passed. What does your code compare that text with?",
    pointer:
      "`expiresAt` is a text in ISO 8601; `Date.parse` makes milliseconds of it, like those of `Date.now()`. Number() of such a text is NaN, which is neither smaller nor greater than anything (MDN, Date.parse).",
    anchors: [/expiresAt/, AUTHENTICATE, UPGRADE],
    start: "todo",
    marks: { missing: "always" },
    decidedElsewhere: true,
  },
  "expired-other-unit": {
    cause:
      "a session that is over counts: its end is compared with now, and one of the two sides is not in milliseconds, or is a text",
    hint: "Both sides of the comparison are there, and they are not alike. Write down the number that stands on each of them: how many digits has it?",
    question: "Which number does your code make of `expiresAt`, which of now, and what does each of them count?",
    pointer:
      "`Date.parse` and `Date.now()` both give milliseconds. What is divided by 1000 on one side needs the same on the other; texts are compared character by character (MDN, Date.parse; MDN, Date.now).",
    anchors: [/expiresAt/, /Date\.(?:now|parse)|getTime/, AUTHENTICATE],
    start: "code",
    marks: { missing: "always" },
    decidedElsewhere: true,
  },
  "expired-today-counts": {
    cause: "a session that has ended a short time ago counts: its end is compared with now, and not to the millisecond",
    hint: "The end of the session is over since a minute. Which two values does your code compare, and do both say the time of day, as exactly as it is known?",
    question: "Which two values does your code compare, and what of each time is left in them?",
    pointer:
      "`expiresAt` has a date and a time of day; `Date.parse` makes of both the milliseconds that `Date.now()` counts too (MDN, Date.parse; MDN, Date.now).",
    anchors: [/expiresAt/, /Date\.(?:now|parse)|getTime|toISOString/, AUTHENTICATE],
    start: "code",
    marks: { missing: "always" },
    decidedElsewhere: true,
  },
  "empty-let-in": {
    cause: "an empty token is taken for none, and its client is let in as an unknown one",
    question:
      "The token is there, and it is empty. Does your code ask whether there is one, or whether its value counts as true?",
    pointer:
      "An empty text is falsy; only null says that there is none (MDN, Falsy; the lesson's README, The protocol).",
    anchors: [COOKIE, /\btoken\b/i, AUTHENTICATE],
    start: "code",
    marks: { missing: "always" },
    decidedElsewhere: true,
  },
  "cookie-instead": {
    cause: "a wrong token in the URL is made good by the cookie",
    question:
      "The URL shows a wrong token, and the cookie a right one. Which of the two counts, in your code and in the README?",
    pointer:
      "Where a request shows two tokens, that of the URL counts, also when it is wrong (the lesson's README, The protocol).",
    anchors: [/\btoken\b/i, COOKIE, AUTHENTICATE],
    start: "code",
    marks: { missing: "always" },
    decidedElsewhere: true,
  },
  "wrong-path-let-in": {
    cause: "the handshake is accepted on any path, or on one that only looks like /ws",
    question: "This path is not /ws, and the handshake on it succeeds. What does your code compare the path with?",
    pointer:
      "The request's `url` is path and query in one text; `targetOf` takes them apart. Compare the whole path (Node documentation, message.url).",
    anchors: [/\bpath\b/, UPGRADE],
    start: "todo",
    marks: { missing: "always" },
    decidedElsewhere: true,
  },
  "foreign-origin-let-in": {
    cause: "a page of a foreign origin gets a connection, with the cookie of the user who visits it",
    question:
      "This origin is not one of the list, and its page is connected. What does your code compare, and does it compare the whole of it?",
    pointer:
      "An origin is scheme, host and port, and it is the same only when all three are (RFC 6454, section 5). A text that begins, ends or goes on like an allowed one is another origin.",
    anchors: [ORIGIN, UPGRADE],
    start: "todo",
    marks: { missing: "always" },
    decidedElsewhere: true,
  },
  "no-origin-refused": {
    cause: "a handshake without an Origin is refused; only pages in browsers send one, and other programs do not",
    hint: "This handshake has no Origin header at all. What does your code do when the header is undefined?",
    question: "A client without an Origin was refused. What is compared when there is none?",
    pointer:
      "A browser always sends the Origin of the page; a program may send none, and no page can make it do so (RFC 6455, section 10.2; the lesson's README, The protocol).",
    anchors: [ORIGIN],
    start: "code",
    marks: { offending: "response" },
  },
  "origin-asked-sometimes": {
    cause: "the Origin decides over some handshakes, and over others it is not looked at",
    question:
      "Handshakes of foreign pages are refused when they show a token in both ways, and this one is not. What does your code ask before it asks for the Origin?",
    pointer:
      "The Origin says which page opens the connection, whatever else the handshake shows: ask for it first (the lesson's README, The protocol).",
    anchors: [ORIGIN, UPGRADE, COOKIE],
    start: "code",
    marks: { missing: "always" },
    decidedElsewhere: true,
  },
  "origin-asked-late": {
    cause: "the token is checked before the Origin: a foreign page with a wrong token is refused for the token",
    question:
      "The same foreign page gets one status with a valid token and another one with a wrong one. Which of the two questions does your code ask first?",
    pointer:
      "The Origin says which page opens the connection, whatever token the handshake shows: ask for it first (the lesson's README, The protocol).",
    anchors: [ORIGIN, UPGRADE, COOKIE],
    start: "code",
    marks: { offending: "response" },
    decidedElsewhere: true,
  },
  "welcomed-again": {
    cause: "a client that says who it is gets a second welcome",
    question:
      "The welcome says that a connection was accepted. Which lines of yours send one, and when does each of them run?",
    pointer:
      '"connected" is sent once, and "auth" is answered with "authenticated" (the lesson\'s README, The protocol).',
    anchors: [/connected/, SEND],
    start: "code",
    marks: { offending: "message" },
  },
  "closed-for-another": {
    cause: "a client that is known is closed because its user has another connection",
    question:
      "Two connections of one user are open, as with two tabs. Which line of yours closes the first when the second comes?",
    pointer:
      "What is kept for each user holds one thing; what is kept for each connection, as many as there are. Only unknown clients are closed (the lesson's README, exercise 2).",
    anchors: [CLOSE, /new Map|\.set\s*\(/],
    start: "code",
    marks: { offending: "close" },
  },
  "known-closed-by-timer": {
    cause: "the timer for unknown clients has closed one that is known",
    hint: "This client is known, and your timer closed it. What does the timer's function ask before it closes, and what stops the timer when a client becomes known?",
    question: "A known client was closed when the time for unknown ones was over. What does the timer's function ask?",
    pointer:
      "Either the timer is cleared when the client becomes known, or its function asks again when it goes off (Node documentation, clearTimeout).",
    anchors: [TIMER, CLOSE, /AUTH_TIMEOUT_MS/],
    start: "code",
    marks: { offending: "close" },
  },
  "user-not-kept": {
    cause:
      "the server knows who this client is, for it had said so itself, and turned its join down as if it did not: the user is not kept for the next message",
    hint: "The client was answered with its user, and the next message was turned down. Where is the user kept that was found, and where does join look for it?",
    question: "The server said who the client is, and forgot it. Where does the user go after the answer?",
    pointer:
      "What is known of a connection is kept with it: in a WeakMap with `ws` as its key, or in a variable of the function that accepted it (MDN, WeakMap).",
    anchors: [/\.set\s*\(/, AUTHENTICATE, JOIN],
    start: "code",
    marks: { offending: "message elsewhere" },
  },
  "one-timer-for-all": {
    cause: "one timer looks at all unknown clients now and then, so that their time depends on when they come",
    question:
      "Three clients came one after the other and said nothing, and each got another time. When does the time of each begin, in your code?",
    pointer:
      "A timer that is started when a client connects goes off when the time of that client is over; an interval goes off at its own times (Node documentation, Timers).",
    anchors: [TIMER, /setInterval/, /AUTH_TIMEOUT_MS/],
    start: "code",
    marks: { offending: "close" },
  },
  "acted-unauthenticated": {
    cause: "what a client asks for is done before the server knows who it is",
    question:
      "A client that had not said who it is sent a message, and it had an effect on others. What does your code ask before it acts?",
    pointer:
      "Accepting a connection allows nothing yet: until its client is known, only the message that says so is served (the protocol table in the lesson's README).",
    anchors: [JOIN, SWITCH, MESSAGE],
    start: "todo",
    marks: { offending: "message elsewhere" },
  },
  "joined-unauthenticated": {
    cause: "a client that nobody knows is put into the room, although its join is turned down",
    question:
      "The client got an error for its join, and then what only members get. Which of your lines run before you ask who it is?",
    pointer:
      "What a client may not do must not have begun when it is turned down: ask first, then change anything (the protocol table in the lesson's README).",
    anchors: [JOIN, SWITCH, MESSAGE],
    start: "code",
    marks: { offending: "message elsewhere" },
  },
  "unknown-client-kept": {
    cause: "no timer ends the connection of a client that never says who it is, or it does not use AUTH_TIMEOUT_MS",
    question: "A client connected and said nothing of use. What ends its connection, and when?",
    pointer:
      "`setTimeout` calls a function once, after so many milliseconds; what the client sends meanwhile must not stop it unless it is a valid token (Node documentation, Timers).",
    anchors: [TIMER, /AUTH_TIMEOUT_MS/, CLOSE],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "timer-restarted": {
    cause: "each message of an unknown client starts its time anew: it was closed once it was silent",
    hint: "A client that sends pings stays, and is closed once it is silent. Which line starts the timer again, and for which messages?",
    question: "Each message gave this client more time. Which line starts the timer?",
    pointer:
      "Only a valid token makes a client known. The time for anything else began with the connection (the lesson's README, exercise 2; Node documentation, Timers).",
    anchors: [TIMER, MESSAGE, /AUTH_TIMEOUT_MS/],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "timer-stopped": {
    cause: "a message that makes nobody known stops the timer of an unknown client: it is not closed later either",
    hint: "A client that says nothing is closed, and one that has sent this message never is. Which line stops the timer, and for which messages?",
    question:
      "This message stopped the timer of the client, and the client is still unknown. Which line clears it, and what is known by then?",
    pointer:
      "Only a valid token makes a client known, and stops its timer (the lesson's README, exercise 2; Node documentation, clearTimeout).",
    anchors: [/clearTimeout/, MESSAGE, TIMER],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "timer-shared": {
    cause: "some unknown clients are closed in time and others never: one variable holds the timer of all",
    question:
      "Several unknown clients were connected, and not all of them were closed. Whose timer does your code stop when one of them leaves or authenticates?",
    pointer:
      "A variable outside of the function that accepts a client exists once. Each connection needs a timer of its own.",
    anchors: [TIMER, /clearTimeout/, /AUTH_TIMEOUT_MS/],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "closed-too-soon": {
    cause: "the connection is closed long before AUTH_TIMEOUT_MS is over",
    question: "The client had no time to say who it is. How long does your timer wait, and in which unit?",
    pointer: "`setTimeout` and AUTH_TIMEOUT_MS both count milliseconds (Node documentation, Timers).",
    anchors: [TIMER, /AUTH_TIMEOUT_MS/],
    start: "code",
    marks: { offending: "close" },
  },
  "message-believed": {
    cause: "what a message says of its sender is told to the others, in place of the user of the session",
    question:
      "A client sent somebody else's name along, and the others were told that name. Where does your code get the name from?",
    pointer:
      "Anyone can write anything into a message. Who sent it is what the server found out itself when the client authenticated.",
    anchors: [JOIN, /userId|\bname\b/, SEND],
    start: "todo",
    marks: { offending: "message" },
  },
});
