import { defineFailures } from "#kit";

const MISSED = /missedEvents|eventsSince|Last-Event-ID|\bsince\b/i;

/** What can go wrong with streams alone, told apart by further questions. */
export const streamFailures = defineFailures({
  "zero-taken-for-none": {
    cause:
      "a client that names the event 0 is sent nothing of what happened since, and one that names a later event is: 0 is taken for no event",
    hint: "The client began before anything had happened, so it names the event 0. How does your code find out whether a client names an event, and what does it make of the text 0?",
    question: "0 is the id to begin with when nothing has happened yet. What does your condition make of it?",
    pointer:
      'Number("0") is falsy and the text "0" is not. Whether there is such a header is known by null, and such a field by undefined (MDN, Falsy; Headers.get).',
    anchors: [/[Ll]ast-[Ee]vent-[Ii][Dd]/, /\bsince\b/, MISSED],
    start: "code",
    marks: { missing: "always" },
  },
  "subscribed-with-each-stream": {
    cause:
      "each time that a stream is opened, every event comes once more on those that are there: what delivers to streams is subscribed with each stream, and not once",
    hint: "With each stream that is opened, events come once more. Which line subscribes what delivers to streams, and how often does it run?",
    question: "One more stream, and each event comes once more. What does opening a stream add to the bus?",
    pointer:
      "`deliverToStreams` sends to every stream of the board, so it is subscribed once, when the server starts. A function that is made anew is another subscriber each time (MDN, Set: add).",
    anchors: [/\bsubscribe\s*\(/],
    start: "code",
    marks: { offending: "message" },
    decidedElsewhere: true,
  },
  "published-late": {
    cause: "the events of one kind of change are published late, after those of changes that were made later",
    hint: "Events of this kind are overtaken by those of later changes. What stands between the change and `publish` in its route?",
    question: "One route publishes later than the others. For what does it wait after the change is stored?",
    pointer:
      "In a timer, and after an `await`, other requests run first. A route publishes the event right after the board has returned it (MDN, await).",
    anchors: [/setTimeout|setImmediate|\bawait\b|queueMicrotask/, /\bpublish\s*\(/],
    start: "code",
    marks: { offending: "message" },
    decidedElsewhere: true,
  },
  "id-as-number": {
    cause: "the event came with its id as a number; the board gives it as a text, and so do the other transports",
    hint: "The id is a number here and a text elsewhere. Which line of yours makes another object of the event, and what does it do with the id?",
    question: "The board returned the id as a text. Which line of yours makes a number of it?",
    pointer:
      "Every transport sends the event as the board returned it, so that a client can name its id on any of them (the lesson's README, The routes).",
    anchors: [/Number\s*\(|parseInt|\+event/, /\bbroadcastToRoom\s*\(|\bpublish\s*\(/],
    start: "code",
    marks: { offending: "message" },
  },
});
