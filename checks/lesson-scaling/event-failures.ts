import { defineFailures } from "#kit";

const CREATE = /createClient\s*\(/;
const SUBSCRIBE = /\.p?[sS]ubscribe\s*\(/;
const PUBLISH = /\.publish\s*\(/;
const CONNECT = /\.connect\s*\(/;
const DELIVER = /\bdeliver\w*\s*\(/;
const LOG = /eventsSince|lastSeen/;
const READY = /["'`]ready["'`]/;

/** What can go wrong with the events of boards between two instances of one server. */
export const eventFailures = defineFailures({
  "no-subscriber": {
    cause:
      "nothing has subscribed to this channel in the Redis that REDIS_URL names: the instances use another address, are not connected, or name another channel",
    question:
      "A message that was published in your Redis reached no instance at all. To which address does your client connect, and what does it do then?",
    pointer:
      "`createClient()` without `url` means port 6379 of this machine. `redis-cli pubsub numsub board-events` says how many are subscribed (redis documentation, Client Configuration: url; Pub/Sub).",
    anchors: [CREATE, CONNECT, SUBSCRIBE],
    start: "todo",
    marks: { missing: "always" },
  },
  "one-subscriber": {
    cause: "only one instance has subscribed to the channel, so the other one is told nothing",
    hint: "One of two instances is subscribed. On what does it depend whether your code subscribes?",
    question: "One instance has subscribed and the other has not. What is different when the second one starts?",
    pointer: "Every instance subscribes when it starts, on a connection of its own (redis documentation, Pub/Sub).",
    anchors: [SUBSCRIBE, CONNECT],
    start: "code",
    marks: { missing: "always" },
  },
  "not-published": {
    cause:
      "the other instance is subscribed and follows a message, for it followed that of the check; the instance that made the change has published none on this channel",
    hint: "The listener works, and no message came for it. Is `publish` called on a client that is connected, that is another one than the one that subscribes, and on this channel?",
    question:
      "No message came on this channel. Which client publishes, when is `connect` called on it, and what else does it do?",
    pointer:
      "A duplicate is not connected with its original, nor the other way round: what is published before waits in the client. And a connection that has subscribed can do nothing else (redis documentation, Pub/Sub; duplicate).",
    anchors: [PUBLISH, CONNECT, CREATE],
    start: "todo",
    marks: { missing: "always" },
  },
  "message-not-used": {
    cause:
      "both instances are subscribed, and the other one delivers nothing for a message on this channel, not even for that of the check: its listener does nothing with it, or finds nothing new in the log",
    hint: "A message that reaches the other instance has no effect. What does the function do that you pass to `subscribe`, and which events does it find in the log?",
    question: "The message arrives and nothing is delivered. What does your listener do with it?",
    pointer:
      "Log a line in the listener that you pass to `subscribe`, with the message and `lastSeen` (redis documentation, Pub/Sub; the lesson's README, Messages are hints).",
    anchors: [SUBSCRIBE, LOG, DELIVER],
    start: "todo",
    marks: { missing: "always" },
  },
  "not-forwarded": {
    cause: "the event does not reach the other instance, or that instance does not deliver it",
    question:
      "One instance has changed the board, and the clients of the other one have not been sent it. How far does the message come?",
    pointer:
      "Log a line before `publish`, and one in the listener that you pass to `subscribe`: the first one that is missing shows where it ends. Do both use the same channel? (redis documentation, Pub/Sub; the lesson's README, Messages are hints.)",
    anchors: [PUBLISH, SUBSCRIBE, LOG],
    start: "todo",
    marks: { missing: "always" },
  },
  "own-client-missed": {
    cause: "the instance that has changed the board does not send the event to its own clients",
    question:
      "The clients of the instance that made the change have not been sent it. Which line of `publishChange` is for them, and does it run before anything that waits?",
    pointer:
      "`deliver` reaches the clients of the instance that calls it. With Redis away, only what the instance does by itself reaches them (the lesson's README, Messages are hints).",
    anchors: [DELIVER, PUBLISH],
    start: "todo",
    marks: { missing: "always" },
  },
  "own-message-delivered": {
    cause:
      "the instance that made the change delivered it twice, and the other one once: it delivers the event itself, and again when its own message arrives",
    hint: "An instance receives its own messages, too. What has it done already when one arrives, and how does it know?",
    question:
      "Only the instance that made the change delivered it twice. How does it find out what its clients have been sent already?",
    pointer:
      "Redis sends a message to every subscriber, including the one that has published it. What has been delivered is known by its id: when does `lastSeen` move? (redis documentation, Pub/Sub; the lesson's README, Messages are hints.)",
    anchors: [LOG, DELIVER, SUBSCRIBE],
    start: "code",
    marks: { offending: "message" },
  },
  "delivered-twice": {
    cause:
      "one change was delivered twice, and not only by the instance that made it, as its own message would explain",
    hint: "Compare the counts in the report. How often does each instance subscribe, how often is one change published, and does the listener deliver what was delivered before?",
    question:
      "One change arrived twice. How does an instance find out what its clients have been sent already, and how often does its listener run?",
    pointer:
      "What has been delivered is known by its id: when does `lastSeen` move? (redis documentation, Pub/Sub; the lesson's README, Messages are hints.)",
    anchors: [LOG, DELIVER, SUBSCRIBE],
    start: "code",
    marks: { offending: "message" },
  },
  "mark-from-message": {
    cause:
      "what a message says becomes the mark up to which the log was read: a message that is late, or that somebody else has published, moves the mark to where it does not belong",
    hint: "Messages may be late, and anyone can publish one. Which value does lastSeen get after a message, and where does that value come from?",
    question:
      "A message with an older id brought events again, or a text that is no id kept events back. Which line sets `lastSeen`, and from what?",
    pointer:
      "A message says that it is time to look. What has been delivered is known from the events that you read in the log, and from nothing else (the lesson's README, Messages are hints).",
    anchors: [LOG, SUBSCRIBE, DELIVER],
    start: "code",
    marks: { offending: "message", missing: "always" },
    decidedElsewhere: true,
  },
  "high-number-believed": {
    cause:
      "after a message with a number greater than all ids, what another instance does is not delivered any more: a number that was heard decides whether the log is looked at",
    hint: "`received` names the message. With what does your listener compare the number in a message, and what becomes of the messages that come after a great one?",
    question:
      "One message had a greater number than any event. Which condition in your listener do the later messages not meet?",
    pointer:
      "A message says that it is time to look, whatever is in it: anyone can publish one. What is new is known from the log (the lesson's README, Messages are hints).",
    anchors: [SUBSCRIBE, LOG, DELIVER],
    start: "code",
    marks: { missing: "always" },
    decidedElsewhere: true,
  },
  "own-clients-by-redis": {
    cause:
      "while Redis is away, an instance does not send its own changes to its own clients, and while Redis is there it does: it sends them only when a message comes back from Redis",
    hint: "The change was made at this very instance. By which way does it come to the clients that are connected here, and is Redis on that way?",
    question: "Which line of `publishChange` sends the event to this instance's own clients?",
    pointer:
      "`deliver` reaches the clients of the instance that calls it. With Redis away, only what the instance does by itself reaches them (the lesson's README, Messages are hints).",
    anchors: [DELIVER, PUBLISH],
    start: "code",
    marks: { missing: "always" },
  },
  "log-sent-again": {
    cause:
      "clients were sent an old event, and events again that they had been sent: the log is read from the same place each time",
    hint: "The same events come each time. From which event on does your code read the log, and which line moves that mark?",
    question: "What was delivered is delivered again with the next change. Where does the reading of the log begin?",
    pointer:
      "`lastSeen` is the id of the last event that was delivered, and moves with each one (the lesson's README, Messages are hints).",
    anchors: [LOG, DELIVER],
    start: "code",
    marks: { offending: "message" },
  },
  "delivered-too-much": {
    cause: "clients were sent an event that happened before they came, and each of the new ones once",
    hint: "An old event was sent. At which place of the log does an instance begin when it starts?",
    question:
      "Clients were sent an event that nobody has just made. From where does your code take what it delivers, and where does it begin?",
    pointer:
      "The log holds all that has ever happened; an instance that starts has nothing of it to deliver (the lesson's README, Messages are hints).",
    anchors: [LOG, DELIVER],
    start: "code",
    marks: { offending: "message" },
  },
  "own-change-moves-mark": {
    cause:
      "events of another instance are passed over when this instance makes changes at the same time, and none while it makes no changes: an own change moves the mark past events of others that were not delivered yet",
    hint: "An instance makes a change while events of another one, with smaller ids, wait in the log. What does publishChange deliver then, and up to which id does it move lastSeen?",
    question:
      "An own change has a greater id than events that were not delivered. What does `publishChange` do with `lastSeen`?",
    pointer:
      "When an instance looks into the log, several events may be new, its own and those of others: each of them is delivered, in order, and `lastSeen` moves with it (the lesson's README, Messages are hints).",
    anchors: [LOG, DELIVER],
    start: "code",
    marks: { missing: "always" },
  },
  "ids-compared-as-text": {
    cause:
      'clients were sent the events up to the one before the ids get a digit more, and none after it: the ids are compared as texts, and as a text "10" is before "9"',
    hint: "Nothing comes any more once the ids have one more digit. How does your code decide whether an event is after `lastSeen`, and of which type are the two?",
    question: "The log says 9 and 10. Which of the two is the greater one for your code?",
    pointer:
      'Texts are compared character by character: "10" < "9". Ids are numbers in text form (MDN, Less than; Number).',
    anchors: [LOG, DELIVER],
    start: "code",
    marks: { missing: "always" },
  },
  "passed-over": {
    cause:
      "of several changes at once, clients were sent later ones and never an earlier one: the mark up to which the log was read has moved over events that were not delivered",
    question:
      "Later events came, and one before them did not. Which line moves `lastSeen`, and were all events up to there delivered by then?",
    pointer:
      "When an instance looks into the log, several events may be new, its own and those of others: each of them is delivered, in order, and `lastSeen` moves with it (the lesson's README, Messages are hints).",
    anchors: [LOG, DELIVER],
    start: "code",
    marks: { missing: "always" },
  },
  "channel-believed": {
    cause:
      "clients were sent an event that is in no log: somebody else has published it on the channel, and the instance has delivered what the message said",
    question:
      "This event never happened: its text was published on the channel, by nobody of yours. Which line delivers what a message says?",
    pointer:
      "Anyone who knows the channel can publish on it. A message says that it is time to look; what has happened is in the log (the lesson's README, Messages are hints).",
    anchors: [SUBSCRIBE, /JSON\.parse/, DELIVER],
    start: "code",
    marks: { offending: "message" },
  },
  "lost-in-outage": {
    cause:
      "what happened while Redis was away is not delivered once it is back: Redis has kept no message, and the instance has not looked into the log",
    question:
      "A change was stored while Redis was away, and the other instance has never delivered it. What tells your code that the connection is back, and what does it do then?",
    pointer:
      'A client emits "ready" after each connection, the first and every later one. What came after `lastSeen` is in the log, whoever has made it (redis documentation, Events; the lesson\'s README, When Redis is away).',
    anchors: [READY, LOG, PUBLISH],
    start: "todo",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "untold-after-outage": {
    cause:
      "a change that is made after Redis has come back is told to nobody, and those that follow do not make good for it",
    question:
      "Redis is back, and what this instance does next reaches nobody else. Which of its two clients is connected again, and what does your code do with a message until then?",
    pointer:
      'What is published while the client connects is kept by it and sent later, unless your code asks `isReady` first and leaves it out. Who reads the log from `lastSeen` on makes good for that with the next message (redis documentation, "Offline Queue"; the lesson\'s README, When Redis is away).',
    anchors: [/isReady/, PUBLISH, READY],
    start: "code",
    marks: { missing: "always" },
    timingDependent: true,
  },
  "ids-differ": {
    cause: "the instances send one event with two ids, or two events with one",
    question: "Clients of two instances compare the ids of one event, and they differ. Where do your ids come from?",
    pointer:
      "The log gives each event its id, for all instances: `event.id`. A number that a process counts is known to that process only (the lesson's README, Messages are hints).",
    anchors: [DELIVER, /\+\+|\bid:/],
    start: "code",
    marks: { offending: "message" },
  },
});
