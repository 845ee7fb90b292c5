import { anchors, defineFailures } from "#kit";

const { BROADCAST, SEND } = anchors;

const PRESENCE = /Presence\s*\(/;

/** What can go wrong with the list of people, and with who is told of it. */
export const peopleFailures = defineFailures({
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
    hint: "The user is still in the list over HTTP. Does removePresence run when a tab leaves in this way, for each board that it was on, and which tab of this user does your code still find there afterwards?",
    question:
      "A user left in this way and is still listed. Which code should have run at that moment, and for which boards?",
    pointer:
      "The event 'close' comes for every connection that ends, whether it was closed, reset or lost (ws documentation, event 'close'); a board can also be left by a message.",
    anchors: [PRESENCE, /["'`]close["'`]/],
    start: "todo",
    marks: { missing: "always" },
  },
  "left-once": {
    cause:
      "a tab that has left a board by a message is not taken off any board when it ends later: that it left once counts for ever, and for all boards",
    question: "A tab has left one board by a message. Which of your variables remembers that, and for which boards?",
    pointer:
      "A connection may be on several boards and leave one, and may join it again (the protocol table in the lesson's README).",
    hint: "What does the message `leave` change for the connection, and who changes it back when the tab joins again or is on another board?",
    anchors: [/case ["'`]leave["'`]/, /["'`]close["'`]/, PRESENCE],
    start: "code",
    marks: { missing: "always" },
  },
  "namesake-stays": {
    cause: "nobody is told that a user has left when somebody who stays has the same name",
    question: "By what does your code find out whether another tab of the user is still there?",
    pointer: "`userId` is what tells users apart; two users may well have one name (the lesson's README).",
    hint: "Before it announces that somebody has left, your code asks whether that user is still there. Which field does it compare?",
    anchors: [/\bname\b/, PRESENCE],
    start: "code",
    marks: { missing: "always" },
  },
  "more-listed": {
    cause: "an entry of the list says more of a user than an id, a name and since when they are there",
    question: "Which object do you put into the list: what you keep of a user, or what others may know?",
    pointer:
      "Lists hold ids and names, and nothing else of a user; they may say since when somebody is there (the lesson's README, Exercise 1).",
    hint: "`received` shows the entry. Which of its fields does the table not have, and which line puts it there?",
    anchors: [PRESENCE],
    start: "code",
    marks: { offending: "message" },
  },
  "noted-after-leaving": {
    cause: "a client that leaves before it was noted is put into the list afterwards, and stays there",
    hint: "Joining takes a while, and the client may be gone by then. For what does your code wait between the message and addPresence?",
    question:
      "The client has left before your code had noted it. Which line notes it then, and does anything ask whether it is still there?",
    pointer:
      "Between two lines without an `await` or a timer, nothing else can happen (the lesson's README, The list comes first).",
    anchors: [/\bawait\b|setTimeout/, PRESENCE],
    start: "code",
    marks: { missing: "always" },
  },
  "first-tab-counts": {
    cause: "of several tabs of a user only the one that came first counts: when it ends, the user is taken for gone",
    hint: "The end of the first tab removes the user, and that of a later one does not. What does addPresence do when the user is there already?",
    question: "A second tab of the user has come. What of it does your code keep?",
    pointer:
      "Each connection is an entry of its own, and a user is there as long as one of theirs is (the lesson's README, Connections are not people).",
    anchors: [PRESENCE],
    start: "code",
    marks: { missing: "always" },
  },
  "last-tab-counts": {
    cause: "a later tab of a user takes the place of the one before it: when it ends, the user is taken for gone",
    hint: "The end of the newest tab removes the user, and that of an older one does not. What is the key of the entry that addPresence makes?",
    question: "A second tab of the user has come. What becomes of the entry of the first?",
    pointer: "A Map has one value for each key, and a later one takes the place of an earlier (MDN, Map).",
    anchors: [PRESENCE],
    start: "code",
    marks: { missing: "always" },
  },
  "any-tab-removes": {
    cause: "the end of any tab removes its user, although another tab of theirs is there",
    hint: "Whichever tab ends, the user is taken for gone. What does removePresence remove: the entry of this connection, or all that belongs to the user?",
    question:
      "One of two tabs has ended. What does your code ask about the other one, and what is still there to be found?",
    pointer:
      "Each connection is an entry of its own, and a user is there as long as one of theirs is (the lesson's README, Connections are not people).",
    anchors: [PRESENCE],
    start: "code",
    marks: { missing: "always" },
  },
  "joins-counted": {
    cause:
      "a tab that joined once left with one message before; one that joined twice is still there after one: the second join of the same tab was counted or noted once more",
    hint: "The same connection joins a board twice. What does addPresence note the second time, and how many times would it have to leave?",
    question:
      "One tab has joined twice, and one leave does not remove it. What does your code keep: how often somebody has joined, or which connections are there?",
    pointer:
      "A connection is on a board or it is not. A Map or a Set with the connection as its key holds it once, a counter and an array as often as it was added (MDN, Map).",
    anchors: [PRESENCE, /\+\+|\+= 1|\.push\s*\(/],
    start: "code",
    marks: { missing: "always" },
  },
  "user-known-elsewhere": {
    cause:
      "a user who is on one board already is not announced on a second one, in whichever tab: whether the user is new is asked over all boards and not for this board",
    hint: "The user is on another board. For which board does addPresence ask whether another tab of the user is there?",
    question:
      "Somebody comes to a board who is on another one. What makes your code take them for one who is here already?",
    pointer:
      "Two boards are independent of each other: the question is whether any connection of this user is on this board.",
    anchors: [PRESENCE],
    start: "code",
    marks: { missing: "always" },
  },
  "connection-known-elsewhere": {
    cause:
      "a connection that has joined one board is not announced on a second one, and another tab of the user is: what is asked is whether this connection is known, not whether it is on this board",
    hint: "The connection is on another board already. What does your code keep for each connection, and does it ask for this board?",
    question:
      "One connection joins a second board, and nobody there is told. What does your code ask about the connection?",
    pointer: "A connection may be on several boards: what is kept of it is kept for each board (MDN, Map).",
    anchors: [PRESENCE],
    start: "code",
    marks: { missing: "always" },
  },
  "ends-at-another-tab": {
    cause:
      "a connection was on two boards, and on the first of them its user has another tab: when it ends, the user stays on the second as well; without that other tab both are left",
    hint: "The end of a connection goes through its boards. What does your loop do at a board on which another tab of the user stays: go on with the next, or end?",
    question: "On one of several boards the user has another tab. Which statement ends your loop there?",
    pointer: "`return` and `break` end a loop, `continue` goes on with the next one (MDN, for...of; MDN, continue).",
    anchors: [/leaveAll\w*|handleDisconnect/, PRESENCE],
    start: "code",
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
});
