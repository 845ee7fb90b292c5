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
      "no instance has subscribed in the Redis that REDIS_URL names: it is not connected, it uses another address, or it never subscribes",
    question:
      "A message that was published in your Redis reached no instance at all. To which address does your client connect, and what does it do then?",
    pointer:
      "`createClient()` without `url` means port 6379 of this machine. `redis-cli pubsub numsub board-events` says how many are subscribed (redis documentation, Client Configuration: url; Pub/Sub).",
    anchors: [CREATE, CONNECT, SUBSCRIBE],
    start: "todo",
    marks: { missing: "always" },
  },
  "not-forwarded": {
    cause:
      "the event does not reach the other instance, or that instance does not deliver it: nothing is published, on another channel than is subscribed, or its listener does nothing with it",
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
  "delivered-twice": {
    cause:
      "two ways lead from one change to these clients: the instance delivers it itself and receives its own message as well, or it has subscribed twice",
    question:
      "One change arrived twice. How does this instance find out what its clients have been sent already, and does an instance receive what it has published itself?",
    pointer:
      "Redis sends a message to every subscriber, including the one that has published it. What has been delivered is known by its id: when does `lastSeen` move? (redis documentation, Pub/Sub; the lesson's README, Messages are hints.)",
    anchors: [LOG, DELIVER, SUBSCRIBE],
    start: "code",
    marks: { offending: "message" },
  },
  "delivered-too-much": {
    cause:
      "clients were sent something that has not just happened: an old event of the log, or a message that is no event of this board",
    question:
      "Clients were sent an event that nobody has just made. From where does your code take what it delivers, and where does it begin?",
    pointer:
      "The log holds all that has ever happened, and anyone who knows the channel can publish on it (the lesson's README, Messages are hints).",
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
  "people-missing": {
    cause:
      "someone who is on the board is not in the list: an instance has not written whom it has, another one has overwritten it, it counts no longer, or only the own people are read",
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
  "not-announced": {
    cause:
      "the clients of another instance were not told that someone has come or gone: nothing is published, or no instance has subscribed to it",
    question:
      "Somebody has come or gone on one instance, and the clients of the other one were not told. Who tells the other instance that it has to look?",
    pointer:
      "Log a line in `publishPresence`, and one in the listener of its channel. An instance that hears nothing looks again only after a quarter of PRESENCE_TTL_MS (redis documentation, Pub/Sub).",
    anchors: [PUBLISH, SUBSCRIBE, WRITE],
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
