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
  "id-of-its-own": {
    cause:
      "two clients got one event with two different ids: the id is chosen when it is sent, and not when it happens",
    question: "Who knows the id of this event already, before it is sent to anyone?",
    pointer:
      "The board gives an id to each event while it stores it: `event.id` is the same for everyone (the lesson's README, The board keeps every event).",
    hint: "Two clients compare the ids of one event, and they differ. Which line of yours chooses the id, and how often does it run for one event?",
    anchors: [ID, /\+\+|\+= 1/],
    start: "code",
    marks: { offending: "message" },
  },
  "welcome-repeats-id": {
    cause: "connected is sent with the very id that the client has named",
    question: "connected is no event of the board. Which id does your code give it, and when?",
    pointer:
      "A client keeps the last id that it was sent, also that of connected (HTML standard, section 9.2.6; the lesson's README, Exercise 2).",
    hint: "The id of connected is the one that the client sent. Which line of yours writes it there, and what is it meant for?",
    anchors: [/connected/, CURSOR, ID],
    start: "code",
    marks: { offending: "message" },
  },
  "id-shared": {
    cause:
      "a client gets what it has missed when it comes alone, and not when others come at the same time: the id that counts is kept for all of them together",
    question: "Two clients come at the same moment with different ids. Where does your code keep the id of each?",
    pointer:
      "A variable outside of the function that handles a request is one for all requests; what stands inside of it belongs to one (MDN, Closures).",
    hint: "Which variable holds the id from which your code goes on, and can another request write to it before it is read?",
    anchors: [/^let\b/, CURSOR, LOOK_UP],
    start: "code",
    marks: { missing: "always" },
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
  "missed-sent-late": {
    cause: "what the client has missed is sent only after an event that happened once it was there",
    question: "What does your code wait for between putting a client on the list and sending what it has missed?",
    pointer:
      "Whatever happens during an `await` or before a timer fires goes to all clients on the list. Without a wait in between, nothing can happen (MDN, await; the lesson's README, the exercises).",
    hint: "The client gets the new event first. Is there a timer, a promise or an `await` between the line that puts it on the list and the line that sends what it has missed?",
    anchors: [/setTimeout|setImmediate|await\b|\.then\s*\(/, REGISTER, LOOK_UP],
    start: "code",
    marks: { offending: "message" },
  },
  "name-of-another-kind": {
    cause: "one kind of change has the name of another kind",
    question: "Which branch of your code names this kind of change, and which line runs after it?",
    pointer:
      "Without `break` or `return`, a `case` runs on into the next one (MDN, switch). A condition with two ways has no third name (the table of names in the lesson's README).",
    hint: "`why` lists the name of each kind. Does the code that chooses the name end for this kind, or run on into the code of another?",
    anchors: [/\bcase\s+["'`]task_|["'`]task_(?:created|moved|deleted)/, ID],
    start: "code",
    marks: { offending: "message" },
  },
  "one-kind-of-move": {
    cause: "a move within a list and a move to another list arrive under two names",
    question:
      "What does your code compare before it names a move, and what is the move called where the two are equal?",
    pointer:
      "A change of place within a list is a move like any other, and the board calls it `task_moved` (the table of names in the lesson's README).",
    hint: "`why` lists the name of each kind. Why does a task that stays in its list need another name than one that leaves it?",
    anchors: [/fromListId/, /["'`]task_/, ID],
    start: "code",
    marks: { offending: "message" },
  },
  "missed-kept-by-id": {
    cause:
      "what a client has missed is looked up once and kept, and whoever names the same id later is sent that, without what has happened since",
    question:
      "Two clients name the same id, one later than the other. What does the later one get that the other did not?",
    pointer:
      "More and more events come after one and the same id, so what was missed is looked up anew for each client (the lesson's README, The board keeps every event).",
    hint: "The same id again, and what was sent again is what it was the first time. Where does your code keep it, and what has happened since then?",
    anchors: [/new Map\b|\.get\s*\(|\?\?=/, LOOK_UP],
    start: "code",
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
  "taken-from-another-client": {
    cause: "a client that names no id gets what another client has asked for, which is kept between the two requests",
    question: "What of one client's request is still there when the next client comes?",
    pointer:
      "A variable at the top of a module exists once for all requests, one inside a function once for each call (MDN, Closures).",
    hint: "This client names nothing, and what it got depends on what another client had named before. Which variable outside of your functions holds that?",
    anchors: [/^(?:let|var)\s/m, LOOK_UP, CURSOR],
    start: "code",
    marks: { offending: "message" },
  },
  "zero-is-no-id": {
    cause: "the id 0 is taken for no id, so a client that names it gets nothing of what it has missed",
    question: "Which condition of yours decides whether a client has named an id, and what is it for 0?",
    pointer: 'The number 0 is falsy, and the text "0" is not (MDN, Falsy). A board that is new has the last id 0.',
    hint: "Other ids count, and 0 does not. What does the condition say that asks whether there is an id, once the text has become a number?",
    anchors: [LOOK_UP, CURSOR],
    start: "code",
    marks: { missing: "always" },
  },
  "limit-counts-other-boards": {
    cause: "the limit is applied to the events of all boards, before those of other boards are taken out",
    question: "How many events does your code look up, and how many of these are of the client's board?",
    pointer:
      "`eventsSince` takes both, `limit` and `boardIds`: then the limit counts events of these boards alone (the lesson's README, The board keeps every event).",
    hint: "Much has happened on other boards. In which order does your code choose the events of this board and apply the limit?",
    anchors: [LOOK_UP, /REPLAY_LIMIT/],
    start: "code",
    marks: { missing: "always" },
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
