import { anchors, defineFailures } from "#kit";

const { BROADCAST, SEND, TIMER } = anchors;

const PRESENCE = /Presence\s*\(/;
const TYPING = /typing/i;
const CLEAR = /clearTimeout|stopTyping|forget/;

/** What can go wrong with the list of people, and with who is typing. */
export const failures = defineFailures({
  "no-list": {
    cause: "nothing tells the client that joins who is there",
    question:
      "A client joined a board and was told nothing about who is there. Which line of yours sends the list, and to whom?",
    pointer:
      'The one who joins gets one message of the type "presence" (the protocol table in the lesson\'s README). It is sent to its own connection, and not to the room.',
    anchors: [PRESENCE, SEND],
    start: "todo",
    marks: { missing: "always" },
  },
  "wrong-list": {
    cause: "somebody who is on the board is missing from its list",
    hint: "Put the list of the report beside those who are expected. Who is missing, and which call should have noted them?",
    question: "Put the list of the report beside those who are on the board. Who is too much, who is missing?",
    pointer:
      "Each board has people of its own, and the one who joins is one of them. Who has left, or whose connection has ended, is none any more (MDN, Map).",
    anchors: [PRESENCE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "joiner-not-listed": {
    cause:
      "the list that a client is sent when it joins lacks its own user, and no other: it was made before the user was noted",
    hint: "The one who joins is missing from the list that it is sent. Which runs first: addPresence, or the line that sends the list?",
    question: "The list lacks the one who joins. At which moment is it made?",
    pointer:
      "`addPresence` notes a connection, `getPresence` lists who was noted by then (the protocol table in the lesson's README).",
    anchors: [PRESENCE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "namesake-not-listed": {
    cause: "of two users with the same name only one is listed: people are told apart by their names",
    hint: "Names are for reading. By which field does your code tell users apart?",
    question: "Two users have one name, and one of them is missing. What is the key of your list?",
    pointer: "`userId` is what tells users apart; a Map has one value for each key (MDN, Map).",
    anchors: [PRESENCE, /\bname\b/],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "too-many-listed": {
    cause: "everyone who is on the board is listed, and somebody besides who is not",
    hint: "Who is listed and not on the board: somebody on another board, or somebody who has left? Which line should have kept or taken them out?",
    question: "Somebody is listed who is not on this board. Where are they, and by what are the entries chosen?",
    pointer:
      "Each board has people of its own. Who has left, or whose connection has ended, is on it no more (MDN, Map).",
    anchors: [PRESENCE],
    start: "code",
    marks: { offending: "message", missing: "always" },
  },
  "tab-listed": {
    cause: "a user with several tabs stands in the list once for each of them",
    question: "The list shows the same user more than once. What is an entry of your list: a connection, or a user?",
    pointer:
      "Two entries with the same `userId` are one person. A Map has one value for each key (MDN, Map); two users may well have the same name.",
    anchors: [PRESENCE],
    start: "code",
    marks: { offending: "message" },
  },
  "command-refused": {
    cause: "a message that is right is answered with an error: a case without its break runs into the next one",
    question:
      "The message did what it should, and its sender got an error all the same. Which line of yours sends this error, and how does your code come to it?",
    pointer:
      "Read the switch from the case of this message downwards until something ends it. A case that ends with neither `break` nor `return` goes on in the next one (MDN, switch).",
    anchors: [anchors.SWITCH],
    start: "code",
    marks: { offending: "message" },
  },
  "arrival-not-told": {
    cause: "somebody has come, and those who were there are not told",
    question:
      "A user has come to the board, and the others do not know it. Which line of yours tells them, and when does it run?",
    pointer:
      'The others in the room get a message of the type "user_joined" with the user of the connection that joined (the protocol table in the lesson\'s README).',
    anchors: [PRESENCE, BROADCAST],
    start: "todo",
    marks: { missing: "always" },
  },
  "departure-not-noticed": {
    cause:
      "after leaving in this way a user is still in the list: the code that removes people did not run, or did not find this tab or board",
    hint: "The user is still in the list over HTTP. Does removePresence run when a tab leaves in this way, for each board it was on, and what does it take for a tab that is still there?",
    question:
      "A user left in this way and is still listed. Which code should have run at that moment, and for which boards?",
    pointer:
      "The event 'close' comes for every connection that ends, whether it was closed, reset or lost (ws documentation, event 'close'); a board can also be left by a message.",
    anchors: [PRESENCE, /["'`]close["'`]/],
    start: "todo",
    marks: { missing: "always" },
  },
  "departure-not-told": {
    cause: "somebody has left and is in the list no longer, and those who are still there are not told",
    hint: "The user was removed and nobody was told. On what does the announcement depend, and is it asked before or after the tab is removed?",
    question:
      "A user is gone, and the others still see them. Which ways are there for a connection to end, and which code runs in each?",
    pointer:
      "The event 'close' comes for every connection that ends, whether it was closed, reset or lost (ws documentation, event 'close'); a board can also be left by a message.",
    anchors: [PRESENCE, /["'`]close["'`]/, BROADCAST],
    start: "todo",
    marks: { missing: "always" },
  },
  "tab-announced": {
    cause: "one more tab of a user who is there already is announced as if somebody had come",
    question:
      "The others are told that a user has come who was there all the time. What has to be asked before the announcement?",
    pointer: "Presence is about people: only the first connection of a user to a board is an arrival.",
    anchors: [PRESENCE, BROADCAST],
    start: "todo",
    marks: { offending: "message" },
  },
  "tab-closed-announced": {
    cause: "a tab was closed and its user announced as gone, although another tab of theirs is still there",
    question:
      "The others are told that a user has left who is still there. What has to be asked before the announcement?",
    pointer: "Presence is about people: only with the last connection of a user to a board have they left it.",
    anchors: [PRESENCE, BROADCAST],
    start: "todo",
    marks: { offending: "message" },
  },
  "wrong-announcement": {
    cause: "another user, another board or the wrong moment is announced",
    question: "The announcement that came is not the one that belonged here. Whose is it, and of which board?",
    pointer:
      "Every announcement names the user of the connection it is about, and goes to the room of its board only (the protocol table in the lesson's README).",
    anchors: [BROADCAST, PRESENCE],
    start: "code",
    marks: { offending: "message" },
  },
  "fields-exchanged": {
    cause: 'the two fields are exchanged: "userId" holds the name of the user, and "name" the id',
    hint: "Each of the two fields holds the value of the other. In which order does your code pass or name them?",
    question: "The id is in `name` and the name in `userId`. Where were they exchanged?",
    pointer: "Compare the order of the arguments with that of the parameters (the protocol table in the README).",
    anchors: [BROADCAST, PRESENCE],
    start: "code",
    marks: { offending: "message" },
  },
  "wrong-fields": {
    cause: 'the announcement came at the right moment, and not with the "userId" and "name" of this user',
    hint: "Compare the fields of the announcement with the protocol table. Which one is named differently, or made of something else?",
    question:
      "Compare the announcement field by field with what was expected. Which field is named or filled differently?",
    pointer:
      'An announcement has the fields "userId" and "name" of the user it is about (the protocol table in the lesson\'s README).',
    anchors: [BROADCAST, PRESENCE],
    start: "code",
    marks: { offending: "message" },
  },
  "secrets-listed": {
    cause: "the list shows more of a user than others may know",
    question:
      "The list has fields that are nobody's business. What do you put into it: the whole object, or chosen fields?",
    pointer:
      "JSON.stringify writes every field of an object (MDN, JSON.stringify). Choose the fields that others may see.",
    anchors: [PRESENCE, SEND],
    start: "code",
    marks: { offending: "message" },
  },
  "typing-not-told": {
    cause: "somebody types, or has stopped, and the others are not told",
    question:
      "A client said that its user types, or does not any more, and the others were told nothing. Where does that message go in your code?",
    pointer:
      'The others in the room get "user_typing" with "typing":true or false (the protocol table in the lesson\'s README).',
    anchors: [TYPING, BROADCAST],
    start: "todo",
    marks: { missing: "always" },
  },
  "stop-says-types": {
    cause: "that a user has stopped typing is announced as if they typed",
    question: 'The user has stopped, and the others were sent "typing":true. What decides which of the two you send?',
    pointer: 'Of one message, "typing" is true or false (the protocol table in the lesson\'s README).',
    anchors: [/typing:/, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "stopped-at-once": {
    cause:
      "a user who types is said to have stopped at once: a line that ends the typing runs after the one that begins it",
    question: "The others were told that the user types, and in the same moment that they do not. Which two lines ran?",
    pointer:
      "Read the switch from the case of `typing` downwards: a case that ends with neither `break` nor `return` goes on in the next one (MDN, switch).",
    anchors: [anchors.SWITCH, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "types-for-ever": {
    cause: "a user whose client says nothing more counts as typing for ever, or for longer than TYPING_TTL_MS",
    question: "The client fell silent, and its user still types. What ends that, and after how long?",
    pointer:
      "A client that vanishes sends nothing, least of all that its user has stopped. `setTimeout` with TYPING_TTL_MS ends it without the client (Node documentation, Timers).",
    anchors: [TIMER, TYPING],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "ends-too-late": {
    cause: "typing ends by itself, and much later than TYPING_TTL_MS says: the timer is given another time",
    hint: "Something ends the typing, and too late. Which value does your timer get, and where does it come from?",
    question: "The typing ends by itself, too late. Which time is your timer given?",
    pointer: "`process.env` holds texts; setTimeout takes milliseconds (Node documentation, process.env and Timers).",
    anchors: [/TYPING_TTL|env\b/, TIMER],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "timer-replaced": {
    cause:
      "the typing of another user ended by itself, and this one, which had begun before it, did not: the later one took over its timer or cleared it",
    hint: "One user's typing ends by itself, the other's does not. How many timers run while both type, and by what does your code find each of them?",
    question: "Two users type and one of them never stops. What happens to the first timer when the second is started?",
    pointer:
      "Each typing belongs to one connection and one board and has a timer of its own: a variable or a key for all of them holds only the latest (MDN, Map).",
    anchors: [TIMER, TYPING],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "stopped-too-soon": {
    cause:
      "typing ends long before TYPING_TTL_MS is over, although nothing else was sent: the timer is given another time",
    hint: "The typing ends too early. Which time is the timer given, and in which unit?",
    question: "Typing ended too early. Which value does your timer get?",
    pointer: "Both `setTimeout` and TYPING_TTL_MS count milliseconds (Node documentation, Timers).",
    anchors: [TIMER, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "time-not-renewed": {
    cause:
      "the time counts from the first message: saying again that the user types does not begin it anew, for the timer of the first one goes on",
    hint: "The client said again that its user types. What does your code do with the timer that is running then?",
    question: "The client said again that its user types, and still it ended. From when does your timer count?",
    pointer:
      "Each message starts the time anew: the old timer is cleared and a new one set (Node documentation, clearTimeout).",
    anchors: [TIMER, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "old-timer": {
    cause:
      "a timer of a typing that had been stopped goes on, and ends the next one before its time: stopping does not clear it",
    question:
      "A user stopped, began again at once, and was soon said to have stopped. Which timer went off, and when was it started?",
    pointer:
      "`stop_typing` ends the typing and its timer. One that is only forgotten still goes off, and finds a typing that has begun anew (Node documentation, clearTimeout).",
    anchors: [CLEAR, TIMER, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "stop-told-again": {
    cause: "a user who has stopped typing says so once more, and the others are told once more",
    question: "The user was typing no longer when this came. What has to be asked before the others are told?",
    pointer: "The others are told that typing ends only if they were told that it began, and only once.",
    anchors: [TYPING, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
  "own-tab-not-told": {
    cause: "another tab of the user who types is left out, as if it were the one that types",
    question: "Which connections does your code leave out: the one that sent the message, or all of its user?",
    pointer:
      "The others are the other connections on the board, whoever they belong to (below the protocol table in the lesson's README).",
    anchors: [TYPING, BROADCAST],
    start: "code",
    marks: { missing: "always" },
  },
  "another-stopped": {
    cause: "what ends one typing ends another one with it: that of another board, of another tab or of another user",
    question: "Somebody was said to have stopped who types on. By what does your code find the typing that it ends?",
    pointer:
      "Each typing belongs to one connection and one board. What is found by the user alone, by the board alone or by the connection alone may be another one (MDN, Map).",
    anchors: [CLEAR, TIMER, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "types-without-connection": {
    cause:
      "the connection of a typist has ended, and the others on one of its boards are not told that the typing has: it goes on until its time is over",
    question:
      "The one connection that typed is gone. Which code runs when it ends, and for which boards does it end the typing?",
    pointer:
      "The end of a connection ends its typing on every board, and does not ask whether its user has another tab (ws documentation, event 'close').",
    anchors: [CLEAR, /["'`]close["'`]/, TYPING],
    start: "todo",
    marks: { missing: "always" },
  },
  "typing-after-stop": {
    cause: "the message that stops ended the typing and not its timer, which goes on and announces the end once more",
    hint: "The user has stopped, and the timer was still running. Who stops it, and does it find the timer of this user?",
    question: "Typing had ended, and some time later the others were told so again. Which timer went off?",
    pointer: "Whatever ends the typing has to clear the timer, too (Node documentation, clearTimeout).",
    anchors: [CLEAR, TIMER, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "typing-after-the-end": {
    cause:
      "the connection of a typist has ended, and with it the typing; its timer was left running and announces the end once more",
    hint: "The connection has ended in the middle of a word. Which of its timers are still running, and who clears them?",
    question:
      "Typing had ended, and some time later the others were told so again. Which timer went off, and who should have stopped it?",
    pointer:
      "Whatever ends the typing, a message or the end of the connection, has to clear the timer, too (Node documentation, clearTimeout).",
    anchors: [CLEAR, TIMER, TYPING],
    start: "code",
    marks: { offending: "message" },
  },
  "typing-elsewhere": {
    cause: "a client on another board is told who types",
    question:
      "Somebody was told about typing on a board that they have not joined. Which connections do you send it to?",
    pointer: "Only the room of the board that the message names is told (the protocol table in the lesson's README).",
    anchors: [TYPING, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
  "typist-told": {
    cause: "the connection that types is told that its own user types",
    question: "The typist was told about their own typing. To whom does your code send it?",
    pointer: "`broadcastToRoom` can leave one connection out: its third parameter.",
    anchors: [TYPING, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
});
