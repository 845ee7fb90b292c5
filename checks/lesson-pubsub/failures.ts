import { defineFailures } from "#kit";

const PUBLISH = /\bpublish\s*\(/;
const SUBSCRIBE = /\bsubscribe\s*\(/;
const LOOP = /for\s*\(\s*const\s.{0,100}\bof\b|\.forEach\s*\(/;

/** What can go wrong between a change of the board and those who have to learn of it. */
export const failures = defineFailures({
  "event-missed": {
    cause: "the event does not reach this subscriber: it is not published, or the subscriber is not called",
    question:
      "The change was stored, and one subscriber did not get its event. Is it subscribed, and does the code that made this change publish the event?",
    pointer:
      "Put a `console.log` into `publish` that prints the event and the number of subscribers. If the line is missing, the change is not published; if the number is too small, something is not subscribed. A loop that ends early or skips one calls fewer than there are (MDN, for...of).",
    anchors: [PUBLISH, SUBSCRIBE, LOOP],
    start: "todo",
    marks: { missing: "always" },
  },
  "nothing-delivered": {
    cause:
      "neither transport was sent anything: the change is not published, or publish calls no subscriber, or none is subscribed",
    question:
      "The change was stored, and no transport was sent its event. How many subscribers does `publish` find, and is it called?",
    pointer:
      "Put a `console.log` into `publish` that prints the event and the number of subscribers. If the line is missing, the change is not published; if the number is 0, nothing is subscribed.",
    anchors: [PUBLISH, SUBSCRIBE, LOOP],
    start: "todo",
    marks: { missing: "always" },
  },
  "not-called": {
    cause:
      "the event is published, for the other transport was sent it, and this one was sent nothing at all: its subscriber is not subscribed by now, or the loop over the subscribers ends before it",
    hint: "One transport was sent the event, and this one was not. Is its function subscribed when the server starts, and does your loop come to every subscriber?",
    question: "One of two subscribers is called. When is the other one subscribed, and what ends your loop?",
    pointer:
      "A `return` or `break` in a loop ends it after the first (MDN, for...of). What a route subscribes is subscribed only once that route has run.",
    anchors: [LOOP, SUBSCRIBE],
    start: "todo",
    marks: { missing: "always" },
  },
  "past-the-bus": {
    cause:
      "this transport was sent other events, so its subscriber is called; this event came over the other transport alone, which its route calls directly without publishing",
    hint: "Other changes reached both transports, this one reached only one. Does the code that made it call publish, or the function of one transport?",
    question: "One change reaches one transport only. Which function does its route call?",
    pointer:
      "Search for the names `deliverToStreams` and `deliverToRoom`: after this lesson, each is used once, where it is subscribed.",
    anchors: [/deliverTo\w+\s*\(/, PUBLISH],
    start: "code",
    marks: { missing: "always" },
  },
  "change-not-published": {
    cause:
      "other changes came over both transports, so the bus delivers; this one came over neither: its event is not published",
    hint: "Other changes reached both transports, and this one neither. Under which condition, and how often, does the code that made it call publish?",
    question: "One change reaches nobody. What does the code that made it do with its event?",
    pointer:
      "`createTask`, `moveTask` and `deleteTask` return `{ task, event }`, and `createAll` a list of them: each event is published.",
    anchors: [PUBLISH, /createAll/],
    start: "code",
    marks: { missing: "always" },
  },
  "dropped-meanwhile": {
    cause:
      "of events that are published right after one another some are dropped: one that comes while another one is being delivered is lost",
    question: "An event is published while your bus still delivers the one before it. What becomes of it?",
    pointer:
      "An `async` function gives up control at each `await`, so `publish` may be called again before it has ended (MDN, async function).",
    hint: "One event at a time arrives, and of two in a row one is lost. Which variable tells your bus that it is busy, and what does it do with an event then?",
    anchors: [PUBLISH, /\bawait\b|setTimeout|setImmediate|queueMicrotask/, LOOP],
    start: "code",
    marks: { missing: "always" },
  },
  "one-board-only": {
    cause: "events of one board are delivered, and those of another board are not, over any transport",
    question: "Where does your bus look at the board of an event, and why does it need to?",
    pointer:
      "The functions that deliver look up the clients of `event.boardId`. The bus hands each event to each subscriber (the lesson's README, Exercise 1).",
    hint: "The event of one board arrives and that of another one does not. Which condition in your bus, or around publish, asks for a board?",
    anchors: [/boardId/, PUBLISH, LOOP],
    start: "code",
    marks: { missing: "always" },
  },
  "activities-gone-when-read": {
    cause: "the activities of a board are there for the one who asks first, and not for the next",
    question:
      "Two people look at the activities of a board. What does your code do with the list when the first one has got it?",
    pointer: "A board's activities are all its changes since the server started (the lesson's README, Exercise 3).",
    hint: "The same request had this activity before. What does the request itself change in your list?",
    anchors: [/activitiesOf/, /\.delete\s*\(|\.splice\s*\(|\.clear\s*\(|\.length = 0/],
    start: "code",
    marks: { offending: "response" },
  },
  "move-within-list-not-published": {
    cause: "a move within a list is not published, and one to another list is",
    hint: "A move within a list changes the order, so clients have to learn of it. Under which condition does the route publish a move?",
    question:
      "A move within its list reaches nobody, and a move to another list reaches both transports. What does the route compare before it publishes?",
    pointer:
      "`moveTask` returns an event for each move, also for one whose `fromListId` is the list itself: publish it as it is.",
    anchors: [/fromListId|listId\s*[!=]==/, PUBLISH],
    start: "code",
    marks: { missing: "always" },
  },
  "repetition-left-out": {
    cause:
      "a second change of the same kind and task, right after the first, is left out as if it were the first once more",
    hint: "Two moves of one task are two events. By what does your code tell one event from the next?",
    question:
      "The second of two moves of one task reaches nobody. What does your code keep of an event to know it again?",
    pointer: "Each event has an `id` of its own. Type and task may be the same in two of them.",
    anchors: [/\blast\w*|\bprevious\w*|\bseen\b/i, PUBLISH],
    start: "code",
    marks: { missing: "always" },
  },
  "skipped-in-loop": {
    cause:
      "a subscriber removed itself while it was called, and the loop skipped the one behind it, which is still subscribed and gets the events after this one: the loop goes through the collection from which the subscriber is removed",
    hint: "What lies behind a subscriber moves up when it is removed. Which collection does your loop go through, and where is it at that moment?",
    question:
      "One subscriber was skipped once. Which collection does the loop go through while one of its members is removed?",
    pointer:
      "`splice` moves what is behind up by one, and a loop by index goes past it. A copy (`[...subscribers]`) or a Set has no such gap (MDN, Array.prototype.splice; MDN, Set).",
    anchors: [/\.splice\s*\(/, LOOP],
    start: "code",
    marks: { missing: "always" },
  },
  "another-removed": {
    cause:
      "a subscriber removed itself, and since then another one gets no event any more: it was removed in its place, or with it",
    hint: "One subscriber wanted to be removed, and another is gone. By what does the function that `subscribe` returns find the one that it removes?",
    question: "The wrong subscriber is gone. What does the function that `subscribe` returns remove?",
    pointer:
      "A place in an array is out of date once another member was removed. The function itself says which one is meant (MDN, Array.prototype.indexOf; MDN, Set.prototype.delete).",
    anchors: [/\.splice\s*\(|\.pop\s*\(|\.clear\s*\(|\.delete\s*\(/, SUBSCRIBE],
    start: "code",
    marks: { missing: "always" },
  },
  "activity-missing": {
    cause: "a change of the board is not among its activities",
    hint: "A change has no activity. Is recordActivity subscribed before the first request, and does it put the activity into the list that activitiesOf reads?",
    question: "One change has no activity. Who calls `recordActivity`, and for which events does it add one?",
    pointer:
      "Put a `console.log` at the beginning of `recordActivity`: if the line is missing for this change, it is not called; else it does not keep the activity.",
    anchors: [/recordActivity/, SUBSCRIBE],
    start: "todo",
    marks: { offending: "response" },
    decidedElsewhere: true,
  },
  "activities-from-routes": {
    cause:
      "what the routes change has an activity, and what the import job publishes has none: activities are recorded by the routes and not by a subscriber",
    hint: "The import job knows nothing of activities: it publishes. How does recordActivity learn of an event that no route has made?",
    question: "Which lines call `recordActivity`, and which of them runs for the import job?",
    pointer:
      "`recordActivity` is a subscriber like the transports: subscribed once, it is called for whatever is published, from wherever (the lesson's README).",
    anchors: [/recordActivity/, SUBSCRIBE],
    start: "code",
    marks: { offending: "response" },
    decidedElsewhere: true,
  },
  "published-before-its-end": {
    cause: "events of the batch were published while it was still running, before it was certain that it is stored",
    hint: "The events came although the batch was undone. Is the transaction over at the line that publishes?",
    question: "The batch was undone after its events were sent. At which moment does your code publish?",
    pointer:
      "In a transaction nothing is certain before its end: publish what it has returned (SQLite documentation, Transaction; the exercise in the lesson's README).",
    anchors: [PUBLISH, /createAll|transaction/],
    start: "code",
    marks: { offending: "message" },
  },
  "one-list-for-all": {
    cause: "the lists of two boards are the same: activities of all boards are kept in one list",
    hint: "Two boards have the same activities. By what does your code find the list that an activity is added to?",
    question: "The activities of all boards are in one list. What should be the key of a list?",
    pointer: "`boardId` of the event says which board it is about: a Map has a list for each (MDN, Map).",
    anchors: [/activit/, /boardId/],
    start: "code",
    marks: { offending: "response" },
  },
  "delivered-twice": {
    cause: "two ways lead from the change to this subscriber: a subscription and a direct call, or two of one kind",
    question: "One change arrived twice. Which lines of yours lead to the function that delivers it?",
    pointer:
      "Search for the names `deliverToStreams` and `deliverToRoom`: after this lesson, each is used once, where it is subscribed. Then count how often `publish` runs for one change.",
    anchors: [PUBLISH, SUBSCRIBE],
    start: "code",
    marks: { offending: "message" },
  },
  "subscribed-by-client": {
    cause: "a transport is subscribed once more for each client that comes, and delivers to all clients each time",
    question: "How often does the line run that subscribes this transport?",
    pointer:
      "`deliverToStreams` and `deliverToRoom` reach all clients of a board, so each is subscribed once, when the server starts (the lesson's README).",
    hint: "With each client that comes, every event comes once more. Where does the line stand that subscribes this transport, and when does it run?",
    anchors: [SUBSCRIBE],
    start: "code",
    marks: { offending: "message" },
  },
  "subscribed-twice": {
    cause: "a transport is subscribed more than once",
    question: "Which lines of yours subscribe this transport?",
    pointer:
      "A Set keeps each function once, and two arrow functions with the same body are two functions (MDN, Set; MDN, Equality comparisons).",
    hint: "What is published comes more than once on this transport, and clients make no difference. Which calls of `subscribe` lead to it?",
    anchors: [SUBSCRIBE],
    start: "code",
    marks: { offending: "message" },
  },
  "events-out-of-order": {
    cause:
      "all events arrive, in another order than that in which they happened: a later one is delivered before an earlier one",
    question:
      "The events arrived in another order than that of the changes. Does your bus deliver each at once, or does it keep some of them for later?",
    pointer:
      "Compare the two orders in the report. A list that is emptied from its end (`pop`), or a delay for some events only, changes the order; `shift` takes the oldest (MDN, Array.prototype.shift).",
    anchors: [/\.pop\s*\(|\.reverse\s*\(|\.toReversed\s*\(|setTimeout|\.unshift\s*\(/, PUBLISH, LOOP],
    start: "code",
    marks: { offending: "message" },
  },
  "published-together-reversed": {
    cause:
      "the events of one import, which are published together, come in reverse, and those of requests one after the other in their order: of several events that wait, the one that came last is delivered first",
    hint: "Where do events wait between publish and the subscribers, and from which end does your code take them?",
    question: "At which end does your code add an event to those that wait, and from which end does it take one?",
    pointer:
      "`push` adds at the end, `pop` takes from there and `shift` from the beginning (MDN, Array.prototype.shift).",
    anchors: [/\.pop\s*\(|\.reverse\s*\(|\.toReversed\s*\(|\.unshift\s*\(/, PUBLISH, LOOP],
    start: "code",
    marks: { offending: "message" },
  },
  "throws-after-delivery": {
    cause:
      "the event of this request came over both transports, so their subscribers were called although another one had thrown, and the request failed all the same: publish, or what it has called, throws at the end",
    hint: "Every transport got the event. What does publish do with an error once all subscribers have been called, and who catches what it throws?",
    question: "Which line of your bus throws, when each subscriber has been called?",
    pointer:
      "The change has happened, and who published it can do nothing about a subscriber: an error ends in the bus (the lesson's README, exercise 2).",
    anchors: [/\bthrow\b|AggregateError|Promise\.reject/, PUBLISH, LOOP],
    start: "code",
    marks: { offending: "response" },
  },
  "kept-for-the-next-batch": {
    cause:
      "nothing of the batch came when it was undone, and its events came with the next batch: what was gathered of it is still there",
    hint: "Where does your code gather the events of a batch, and what empties that place when the batch is undone?",
    question: "What does your code keep from one batch to the next, and which line empties it when one is refused?",
    pointer:
      "A variable of the module is there for all requests; one inside of the handler begins anew with each (MDN, Closures).",
    anchors: [/^(?:const|let)\s+\w+.*\[\]/, PUBLISH, /createAll|transaction/],
    start: "code",
    marks: { offending: "message" },
  },
  "event-changed": {
    cause: "the event is not the one that the board returned: a field is missing from it, or holds something else",
    question: "Compare the event of the report with the one that the board returns. Where does yours come from?",
    pointer: "`createTask`, `moveTask` and `deleteTask` return `{ task, event }`: publish this event as it is.",
    anchors: [PUBLISH],
    start: "code",
    marks: { offending: "message" },
  },
  "published-for-nothing": {
    cause: "an event is published for a change that was refused or undone",
    question:
      "Nothing of this was stored, and clients were sent it. At which moment does your code publish, and can the change still fail then?",
    pointer:
      "Publish what the board has returned, after it has returned it. In a transaction nothing is certain before its end (SQLite documentation, Transaction; the exercise in the lesson's README).",
    anchors: [PUBLISH, /createAll|transaction/],
    start: "code",
    marks: { offending: "message" },
  },
  "batch-half-stored": {
    cause: "tasks of a batch that was refused are stored: they were created one by one, and not in one transaction",
    question: "The batch was refused because of its last title. Why are the tasks before it on the board?",
    pointer:
      "`createAll` in app.ts creates all of the tasks or none, because it is one transaction. Call it, and publish what it returns.",
    anchors: [/createAll|transaction/, /board\.createTask\s*\(/],
    start: "code",
    marks: { offending: "response" },
  },
  "activities-out-of-order": {
    cause: "every activity is there, in another order than that in which they happened",
    question: "Which end of the list does your code add an activity to, and in which order is the list sent?",
    pointer: "The newest comes last: `push` adds at the end, `unshift` at the beginning (MDN, Array.prototype.push).",
    anchors: [/\.push\s*\(|\.unshift\s*\(|everse|sort\s*\(/, /activit/],
    start: "code",
    marks: { offending: "response" },
  },
  "activities-forgotten": {
    cause: "only the newest activities are there: older ones are removed or replaced, or were never kept",
    question: "The list ends as it should and begins too late. What happens to the activities that were there before?",
    pointer:
      "Add to the list that is there; one that is created anew for each event, or cut to a number, forgets. And a subscriber gets nothing of what was published before it subscribed.",
    anchors: [/activities\.set\s*\(|\.shift\s*\(|\.slice\s*\(|\.splice\s*\(/, /\.push\s*\(|activit/, SUBSCRIBE],
    start: "code",
    marks: { offending: "response" },
  },
  "summary-without-task": {
    cause: "the activity is there, and its summary does not say which task it is about",
    question: "Which part of the title, or of the id, does your summary hold for this type of event?",
    pointer: "`summaryOf` in activity.ts has a case for each type: the whole title, or for a deletion the task's id.",
    anchors: [/summary/i],
    start: "code",
    marks: { offending: "response" },
  },
  "activity-differs": {
    cause: "the list of activities is not what has happened on the board",
    question:
      "The list differs from what has happened. Which events reach your subscriber, and which board's list do they go into?",
    pointer:
      "Log each event in your subscriber, and what the list holds afterwards. `boardId` of the event says which board it is about; `push` adds at the end (MDN, Array.prototype.push).",
    anchors: [SUBSCRIBE, /\.push\s*\(|activit/],
    start: "todo",
    marks: { offending: "response" },
  },
});
