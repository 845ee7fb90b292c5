import { anchors, defineFailures } from "#kit";

const { BROADCAST } = anchors;

/** Where a client says what it knows, and where the server looks up what came after it. */
const CURSOR = /last-event-id|lastEventId/i;
const LOOK_UP = /eventsSince/;
const REGISTER = /\.add\s*\(|\.push\s*\(|clients\.set/;
const ID = /\bid:/;

/** What can go wrong with ids, and with what a client has missed. What can go wrong with a stream, the engine defines. */
export const failures = defineFailures({
  "id-used-twice": {
    cause:
      "two events have the same id, so a client that names it does not say where it is: the ids are counted for each board or client, or begin anew with the process",
    question: "Two different events have the same id. What counts your ids, and how many such counters are there?",
    pointer:
      "The board gives an id to each event while it stores it: `event.id` is one sequence over all boards and restarts (the lesson's README, The board keeps every event).",
    anchors: [ID, /\+\+|\+= 1|\.size\b|\.length\b/],
    start: "code",
    marks: { offending: "message" },
  },
  "ids-not-growing": {
    cause: "the id of a later event is not greater than that of an earlier one, so no id says what came after it",
    question: "Which of two of your ids is the later one, and how could the server find out?",
    pointer:
      "A client sends one id back, and the server has to find all events after it. The board's own ids are in that order (the lesson's README, The board keeps every event).",
    anchors: [ID, /random/i],
    start: "code",
    marks: { offending: "message" },
  },
  "missed-not-sent": {
    cause:
      "something happened after the id that the client named, and was never sent to it: it was not looked up, only a part of it was, or it happened while the server was doing something else",
    question:
      "An event was not sent to a client that missed it. Which id did the client name, and which events does your code look up for it?",
    pointer:
      "Log the id that the route reads, and the number of events that are looked up for it. `headers.get` returns null for a header that is not there (MDN, Headers: get; the lesson's README, The board keeps every event).",
    anchors: [LOOK_UP, CURSOR, REGISTER],
    start: "todo",
    marks: { missing: "always" },
  },
  "sent-again": {
    cause:
      "the client got an event that it knows already: the comparison includes the event that it named, everything is sent from the beginning, or two places send the same event",
    question: "An event came that this client has had already. Which id did it name, and is that event after it?",
    pointer:
      "The id that a client names is that of the last event it has. What comes next begins after it, and each event comes once (the lesson's README, the exercises).",
    anchors: [LOOK_UP, CURSOR, REGISTER, BROADCAST],
    start: "code",
    marks: { offending: "message" },
  },
  "event-of-another-board": {
    cause: "an event of another board was sent to this client: what was missed was looked up for all boards",
    question: "One of the events belongs to another board. For which boards does your code look up what was missed?",
    pointer:
      "Ids are one sequence over all boards, so the events after an id are those of all boards, unless you ask for some (the lesson's README, The board keeps every event: `boardIds`).",
    anchors: [LOOK_UP, CURSOR],
    start: "code",
    marks: { offending: "message" },
  },
});
