import { defineFailures } from "#kit";

const CREATE = /createClient\s*\(/;
const SUBSCRIBE = /\.p?[sS]ubscribe\s*\(/;
const PUBLISH = /\.publish\s*\(/;
const CONNECT = /\.connect\s*\(/;
const DELIVER = /\bdeliver\w*\s*\(/;
const LOG = /eventsSince|lastSeen/;
const READY = /["'`]ready["'`]/;
const WRITE = /\.h[sS]et\s*\(|\.set\s*\(/;
const READ = /\.h[gG]et[aA]ll\s*\(|\.get\s*\(/;
const UNTIL = /until|expire|PX\b/i;

/** What can go wrong between two instances of one server. */
export const failures = defineFailures({
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
  "nobody-counts": {
    cause: "the lists of both instances are empty, so not even the own people of an instance count for it",
    hint: "Nobody is listed, at either instance. Which entries does your code leave out when it reads, and is `until` a time to come, in milliseconds, when you write it?",
    question: "No entry counts. What does your code compare with what, and which of the two is later?",
    pointer:
      "`until` lies PRESENCE_TTL_MS after `Date.now()`; an entry counts as long as `until` is later than `Date.now()` (the lesson's README, What outlives a process).",
    anchors: [UNTIL, WRITE, READ],
    start: "code",
    marks: { missing: "always" },
  },
  "only-own-people": {
    cause: "each instance lists the people that it has itself, and none of the other one's",
    hint: "Each instance knows its own people only. Is what one writes under the key that the other reads, and does your code read all fields of it?",
    question: "Each instance lists its own people. What has it written into Redis, and what does the other one read?",
    pointer:
      "`redis-cli --scan`, then `redis-cli hgetall` with the board's key, shows what is stored: a field for each instance (redis documentation, Hashes).",
    anchors: [WRITE, READ],
    start: "todo",
    marks: { missing: "always" },
  },
  "people-overwritten": {
    cause:
      "both instances list the same people, those of one of them: what one writes takes the place of what the other has written",
    hint: "Both instances list the people of one. Into which field of the hash does an instance write, and is it another one for each instance?",
    question: "The people of one instance have gone when the other one wrote. What tells their entries apart?",
    pointer:
      "A hash has a field for each instance, whose name no other process has: INSTANCE (redis documentation, Hashes).",
    anchors: [WRITE, /INSTANCE/],
    start: "code",
    marks: { missing: "always" },
  },
  "people-missing": {
    cause:
      "someone who is on the board is not in the list of this instance: their entry is not written, or counts no longer",
    question:
      "Somebody is on the board and not in the list. Which field of the hash has their instance written, and which fields does your code read?",
    pointer:
      "`redis-cli --scan`, then `redis-cli hgetall` with the board's key, shows what is stored: a field for each instance, with people and a time to come (redis documentation, Hashes; the lesson's README, What outlives a process).",
    anchors: [WRITE, READ, UNTIL],
    start: "todo",
    marks: { missing: "always" },
  },
  "ghost-people": {
    cause:
      "someone who has gone is still in the list: their instance did not take them back, or what a dead instance has written still counts",
    question:
      "Somebody is in the list and no longer there. What has their instance written at last, and until when does it count for your code?",
    pointer:
      "A process that is killed writes nothing more. Compare `until` with `Date.now()`: are both in milliseconds, and does the reader compare them? (The lesson's README, What outlives a process.)",
    anchors: [UNTIL, READ, WRITE],
    start: "code",
    marks: { missing: "always" },
  },
  "wrong-name": {
    cause: "someone is in the list, and with another name than theirs, or with none",
    question: "The right people are listed, and a name is not theirs. What does your code write of each person?",
    pointer:
      "`getPresence` returns people with `userId` and `name`; both belong in the list (the lesson's README, The protocol).",
    anchors: [WRITE, READ],
    start: "code",
    marks: { offending: "response" },
  },
  "listed-twice": {
    cause: "one person is in the list more than once, because several instances have them",
    question: "One user has a tab on each of two instances. How many people is that, and by what does your code tell?",
    pointer:
      "Each instance lists whom it has, so the same user can be in several entries. A Map with the user's id as key holds each once (MDN, Map; the lesson's README, the exercises).",
    anchors: [READ, /new Map|new Set/],
    start: "code",
    marks: { offending: "response" },
  },
  "looked-at-too-late": {
    cause:
      "the instance is subscribed to the channel of people and looks again when a message comes, for it did so for that of the check; no message had come on it before",
    hint: "The listener works, and no message came for it. Does publishPresence publish the board's id on this channel, and is it called at each change?",
    question: "Nobody told this instance to look again. Who publishes on the channel of people, and when?",
    pointer:
      "Log a line in `publishPresence`. The message is the id of the board (redis documentation, Pub/Sub; the lesson's README, The protocol).",
    anchors: [PUBLISH],
    start: "todo",
    marks: { missing: "always" },
  },
  "people-not-subscribed": {
    cause: "in Redis no instance has subscribed to the channel of people",
    hint: "Nothing has subscribed to this channel. Which channels does startPubSub subscribe to, and which function is called for this one?",
    question: "Two channels have to be subscribed to. Which one is missing?",
    pointer: "`subscribe` is called once for each channel, with the function to call (redis documentation, Pub/Sub).",
    anchors: [SUBSCRIBE],
    start: "todo",
    marks: { missing: "always" },
  },
  "nothing-changed-in-redis": {
    cause:
      "this instance looks again when it is told to, for it has announced who came and went before; for this change it finds nothing new, so the other instance has not written it",
    hint: "Earlier arrivals and departures were announced, and this one was not. What does announce write at the moment of this change, and what when nobody is left at its instance?",
    question: "One change is not found in Redis. What does the instance write when it happens?",
    pointer:
      "Without any people an instance removes its field of the hash: what was written last counts on otherwise (redis documentation, Hashes: HDEL).",
    anchors: [WRITE, /hDel|HDEL/],
    start: "code",
    marks: { missing: "always" },
  },
  "not-announced": {
    cause:
      "the clients of another instance were not told that someone has come or gone, and a message of the check on the channel of people changed nothing: its listener does not look again, or finds nothing new",
    question:
      "Somebody has come or gone on one instance, and the clients of the other one were not told. What does it do with a message, and what does it find in Redis?",
    pointer:
      "Log a line in the listener of the channel. What has changed is known by comparing the list of before with the list of now (redis documentation, Pub/Sub; Hashes).",
    anchors: [SUBSCRIBE, WRITE, PUBLISH],
    start: "todo",
    marks: { missing: "always" },
  },
  "wrongly-announced": {
    cause: "clients were told that somebody has come or gone who has not",
    question:
      "Somebody was announced who has not come or gone. What has changed in Redis at that moment, and was somebody missing from a list who is there?",
    pointer:
      "What changes in the list of everyone is announced. If an entry is missing for a moment, or counts too briefly, people leave and come again (the lesson's README, What outlives a process).",
    anchors: [WRITE, UNTIL, READ],
    start: "code",
    marks: { offending: "message" },
  },
});
