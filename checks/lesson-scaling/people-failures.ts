import { defineFailures } from "#kit";

const SUBSCRIBE = /\.p?[sS]ubscribe\s*\(/;
const PUBLISH = /\.publish\s*\(/;
const WRITE = /\.h[sS]et\s*\(|\.set\s*\(/;
const READ = /\.h[gG]et[aA]ll\s*\(|\.get\s*\(/;
const UNTIL = /until|expire|PX\b/i;

/** What can go wrong with the people of a board between two instances of one server. */
export const peopleFailures = defineFailures({
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
  "told-though-listed": {
    cause:
      "a tab was closed and its user announced as gone, whom both instances still list: the announcement does not come from the list of everyone",
    hint: "The list of everyone is right, and the announcement is not. What does your code compare before it tells clients that somebody has left?",
    question:
      "A tab at one instance was closed. Does your code look into the list of everyone before it announces that its user has left?",
    pointer:
      "What changes in the list of everyone is announced, and nothing else (the lesson's README, What outlives a process).",
    anchors: [/user_left/, READ],
    start: "code",
    marks: { offending: "message" },
  },
  "others-entry-removed": {
    cause:
      "a user has a tab at each of two instances; when one of them was closed, its instance removed what the other instance had written of this user, until that one wrote again: the two share the user's entry",
    hint: "Two instances have a tab of the same user. Into which field of the hash does each of them write this user, and which field does an instance remove when its tab is closed?",
    question:
      "One instance removes a user from Redis whom the other one still has. What is the name of the field that both write?",
    pointer:
      "A field for each user belongs to all instances that have the user. A hash with a field for each instance lets each remove only its own (redis documentation, Hashes: HDEL).",
    anchors: [/hDel|HDEL/, WRITE],
    start: "code",
    marks: { offending: "message" },
  },
  "renewed-on-change-only": {
    cause:
      "somebody who is on the board has expired, at an instance that runs, and was back as soon as somebody else joined there: the instance writes its entry when its people change, and not again while nothing changes",
    hint: "announce is called again and again while nothing changes. What does it write then, and does `until` move on?",
    question:
      "An entry counts until its time is over. What writes it again with a later `until` while nobody comes or goes?",
    pointer:
      "`until` is what tells a living instance from a dead one: it moves on each time that `announce` is called (the lesson's README, What outlives a process).",
    anchors: [WRITE, UNTIL],
    start: "code",
    marks: { offending: "message" },
  },
  "never-renewed": {
    cause:
      "somebody who is on the board has expired, at an instance that runs, and not even a change of its people brings them back: what it writes again has an `until` that is over",
    hint: "The entry is written, and counts no longer. When does your code work out `until`: each time that it writes, or once?",
    question:
      "An instance writes its people again, and they do not count. Where does the `until` of the entry come from?",
    pointer:
      "`until` lies PRESENCE_TTL_MS after the moment at which the entry is written (the lesson's README, What outlives a process).",
    anchors: [UNTIL, WRITE],
    start: "code",
    marks: { offending: "message" },
  },
  "counts-too-briefly": {
    cause:
      "somebody who is on the board, at an instance that runs, was said to have left and is listed again a moment later: their entry was over, or removed, before it was written again",
    hint: "An entry is missing for a moment. How long does it count, how often is it written again, and is it removed before it is written?",
    question:
      "Somebody is missing from the list for a moment. What ends or removes their entry before it is written again?",
    pointer:
      "An entry counts for PRESENCE_TTL_MS, and is written again several times meanwhile (the lesson's README, What outlives a process).",
    anchors: [UNTIL, WRITE],
    start: "code",
    marks: { offending: "message" },
  },
});
