/** What can go wrong between the bytes of a stream and its events. */
import { defineFailures } from "#kit";

const LINE = /\btakeLine\b|\bindexOf\b|\bslice\b/;
const FIELD = /\bcase\s|\bfield\b/;
const DISPATCH = /\bdispatch\b/;
const CHUNK = /\bpush\s*\(\s*\w+\s*\)|\bdecode\s*\(|\bTextDecoder\b|\btoString\s*\(/;
const ID = /\bid\b|\blastEventId\b/;
const RETRY = /\bretry\b/;

export const decodeFailures = defineFailures({
  "carried-over": {
    cause:
      "the same stream was read rightly before: something of another stream, which was cut off in between, is still there when this one begins",
    question:
      "Which variable of your parser stands outside of createParser, and what does it hold when a second stream begins?",
    pointer:
      "A variable of a module exists once for all streams, one of a function once for each call. A TextDecoder keeps the bytes of a character that has not ended (MDN, TextDecoder: decode(), the option stream).",
    hint: "Another stream was cut off before this one. Which variable of yours still holds something of it when this one begins?",
    anchors: [/^(?:let|const)\s/m, CHUNK],
    start: "code",
    marks: { offending: "response" },
  },
  "nothing-decoded": {
    cause:
      "the parser dispatched no event for these bytes: no line is taken out of them, or the name of its field is not recognised",
    question: "Follow one line from `push` to `dispatch`. How far does it come?",
    pointer:
      "Bytes become text (MDN, TextDecoder), text becomes lines, a line becomes a field, a blank line calls dispatch (the lesson's README, From bytes to events).",
    anchors: [CHUNK, LINE, FIELD],
    start: "todo",
    marks: { offending: "response" },
  },
  "decoded-otherwise": {
    cause: "the parser dispatched other events than a browser does for these bytes",
    question:
      "Take the stream of the report line by line, as your parser does. What do name and data hold when the blank line comes?",
    pointer:
      "The table of lines in the lesson's README says what each line does; it is the one of the HTML standard, section 9.2.6.",
    anchors: [LINE, FIELD, DISPATCH],
    start: "code",
    marks: { offending: "response" },
  },
  "event-differs": {
    cause: "one of the events that the parser dispatched differs from the one that a browser dispatches",
    question: "Which line of the stream makes the difference, and which line of your parser takes it?",
    pointer:
      "The table of lines in the lesson's README says what each line does; it is the one of the HTML standard, section 9.2.6.",
    hint: "`why` says in what the event differs. Which line of the stream decides that, and what does your parser do at that line?",
    anchors: [LINE, FIELD, DISPATCH],
    start: "code",
    marks: { offending: "response" },
  },
  "needs-colon": {
    cause: "a line without a colon is not taken for a field: its whole text is the name, and its value is empty",
    question: "What does your code do with a line in which it finds no colon?",
    pointer:
      "A line without a colon is a field with an empty value (HTML standard, section 9.2.6; MDN, String.indexOf: it returns -1).",
    hint: "The lines `data` of this stream have no colon. What does your code do with a line in which it finds none?",
    anchors: [LINE, FIELD],
    start: "code",
    marks: { offending: "response" },
  },
  "last-id-differs": {
    cause: "the last event id is not the one that a browser would send when it reconnects",
    question: "Which line of the stream sets the id last, and does a blank line follow it?",
    pointer:
      "An id counts from its blank line on, with data or without, and stays until another one comes (HTML standard, section 9.2.6).",
    anchors: [ID, DISPATCH],
    start: "code",
    marks: { offending: "response" },
  },
  "retry-differs": {
    cause: "the reconnection time is not that of the last retry field that is valid",
    question: "Which of these retry fields consist of digits alone, and when does each of them count?",
    pointer:
      "ASCII digits and nothing else, and at least one; it counts at its line (HTML standard, section 9.2.6). MDN, Number(): what it makes of an empty text.",
    anchors: [RETRY],
    start: "code",
    marks: { offending: "response" },
  },
  "character-cut": {
    cause:
      "the same bytes are read rightly in one piece: a character whose bytes come in two pieces is not put together again",
    question: "What does your decoder do with the first bytes of a character whose last ones have not come yet?",
    pointer:
      "One TextDecoder for each stream keeps the bytes of a character that has not ended, when it is told that more will come (MDN, TextDecoder: decode(), the option stream).",
    hint: "Only a cut inside a character is at fault. Which decoder gets the second piece, and does it know that there was a first one?",
    anchors: [CHUNK],
    start: "code",
    marks: { offending: "response" },
  },
  "line-end-cut": {
    cause:
      "the same bytes are read rightly in one piece: CR LF counts as two line ends when the LF comes in the next piece",
    question:
      "A piece ends with CR, and the next one begins with LF. How many line ends is that, and how does your parser know?",
    pointer:
      "CR LF is one line end, and the CR ends the line already: what has to be kept is that an LF right behind it is no other one (HTML standard, section 9.2.6).",
    hint: "Only a cut between CR and LF is at fault. What does your parser know of the CR when the LF comes?",
    anchors: [LINE, CHUNK],
    start: "code",
    marks: { offending: "response" },
  },
  "chunk-boundary": {
    cause:
      "the same bytes are read rightly in one piece: a line, or a block, that had begun in the first piece is forgotten, or taken for finished",
    question:
      "Look at where the stream of the report was cut. What has begun there and not ended, and where do you keep it?",
    pointer:
      "A piece may end anywhere inside a line and inside a block: what is not over is kept until the next one comes (the lesson's README, From bytes to events).",
    hint: "The cut is where the report says. What of this line, and of the lines of its block before it, does your parser keep until the next piece comes?",
    anchors: [CHUNK, LINE],
    start: "code",
    marks: { offending: "response" },
  },
  "retry-taken": {
    cause: "a value that does not consist of digits alone is taken for a reconnection time",
    question: "Which test does a value pass before your parser takes it for a reconnection time?",
    pointer:
      "ASCII digits and nothing else, and at least one (HTML standard, section 9.2.6). MDN, Number() and parseInt(): what they make of an empty text, of spaces and of other notations.",
    hint: "`why` lists what is taken and what is ignored. Which test tells the two apart in your parser, and which one tells digits from all else?",
    anchors: [RETRY],
    start: "code",
    marks: { offending: "response" },
  },
});
