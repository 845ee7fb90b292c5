import { defineFailures } from "#kit";

const WRITE = /\.h[sS]et\s*\(|\.set\s*\(/;
const READ = /\.h[gG]et[aA]ll\s*\(|\.get\s*\(/;
const REMOVE = /\.(?:h[dD]el|del|unlink)\s*\(/;
const UNTIL = /until|expire|PX\b/i;

/** What can go wrong with the entries of several instances for one board. */
export const entryFailures = defineFailures({
  "namesake-missing": {
    cause: "of two users with the same name only one is listed: people are told apart by their names",
    hint: "Two users have the same name, and one of them is missing. By which field does your code leave out those whom it has already?",
    question: "Two users have one name. By what does your code tell people apart?",
    pointer:
      "Names are for reading, `userId` tells users apart. A Map has one value for each key (MDN, Map; the lesson's README, the exercises).",
    anchors: [/new Map|new Set/, READ],
    start: "code",
    marks: { offending: "response" },
  },
  "all-entries-removed": {
    cause:
      "when the last one at one instance had left, the people of another instance were gone as well, until that one wrote again: more was removed than the instance's own field",
    hint: "The last one at an instance leaves, and the entries of all are gone. What does your code remove then: its own field of the hash, or the hash?",
    question: "One instance has nobody left. What does it remove, and whose is that?",
    pointer:
      "`HDEL` removes one field of a hash, `DEL` the whole key with the fields of all (redis documentation, Hashes: HDEL).",
    anchors: [REMOVE, WRITE],
    start: "code",
    marks: { missing: "always" },
  },
  "renewed-by-others": {
    cause:
      "the people of an instance that was killed are gone in time from a board where nobody else is, and stay on one where another instance has somebody: what others write makes the dead entry count longer",
    hint: "A dead instance's people stay as long as somebody else is on the board. What ends: the entry of one instance, or the whole hash that all of them write?",
    question: "Each instance that writes keeps the entry of a dead one alive. To what does your time limit belong?",
    pointer:
      "A key expires as a whole, and each write can put that off. `until` in each entry is of its own, and whoever reads compares it with `Date.now()` (the lesson's README, What outlives a process).",
    anchors: [UNTIL, READ],
    start: "code",
    marks: { missing: "always" },
  },
  "dead-entry-ends-list": {
    cause:
      "with the entry of an instance that was killed, the entries behind it are left out as well: also those who never had a tab there are missing, though their own instance runs",
    hint: "An entry is over, and those behind it are not. What does your loop do when it comes to the one that is over?",
    question: "One entry is over. Which statement leaves it out, and does the loop go on to the next entry?",
    pointer:
      "`break` and `return` end a loop, `continue` goes on with the next entry (MDN, continue). Each entry has an `until` of its own.",
    anchors: [UNTIL, /\b(?:break|return|every|findIndex)\b/, READ],
    start: "code",
    marks: { missing: "always" },
  },
  "other-tab-dropped": {
    cause:
      "a user with a tab at an instance that runs is gone since the entry of another instance is over, which was killed and had a tab of theirs, too: the dead entry decides for them, and not the living one",
    hint: "The user is in two entries, and one of them is over. Which does your code do first: leave out entries that are over, or reduce the users to one entry each?",
    question:
      "A user is in a living entry and in a dead one. Which of the two decides, and where is the other one dropped?",
    pointer:
      "What no longer counts is left out first; of what remains, each user is taken once. A later value takes the place of an earlier one in a Map (MDN, Map).",
    anchors: [UNTIL, /new Map|new Set|\.set\s*\(/, READ],
    start: "code",
    marks: { missing: "always" },
  },
});
