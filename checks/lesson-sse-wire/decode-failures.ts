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
  "event-missing": {
    cause: "one of the events of the stream was not dispatched, and the others were",
    question: "Which line of the stream dispatches this event, and how far does your parser come with it?",
    pointer:
      "A blank line dispatches what its block has collected, if there was a data field in it, also an empty one (the lesson's README, From bytes to events).",
    hint: "`why` says which event is missing. Which blank line should dispatch it, and what does your parser hold when it comes to that line?",
    anchors: [DISPATCH, LINE, FIELD],
    start: "code",
    marks: { offending: "response" },
  },
  "end-held-back": {
    cause: "the line end at the very end of the stream is kept back until something follows it, and nothing does",
    question: "The last piece of a stream ends with a line end. When does your parser take it for one?",
    pointer:
      "CR ends a line at once. What has to be kept is that an LF right behind it is no other line end (HTML standard, section 9.2.6).",
    hint: "Your parser has the line end, and waits. What is it waiting for, and can it do its work now and remember what it may still have to pass over?",
    anchors: [LINE, CHUNK],
    start: "code",
    marks: { offending: "response" },
  },
  "mark-not-taken-off": {
    cause:
      "the byte order mark (U+FEFF) at the beginning of the stream is not taken off: the name of the first field begins with it, and only that line is not recognised",
    question:
      "Three bytes stand before the first line. Which call of yours turns bytes into text, and does it keep them?",
    pointer:
      "A TextDecoder takes the mark off, unless its option ignoreBOM is true; Buffer.toString() and StringDecoder keep it (MDN, TextDecoder: ignoreBOM; HTML standard, section 9.2.6).",
    hint: "Without the mark, the same line is read. How does your code turn bytes into text, and does that way keep U+FEFF or take it off?",
    anchors: [CHUNK, LINE],
    start: "code",
    marks: { offending: "response" },
  },
  "mark-taken-off-anywhere": {
    cause: "a byte order mark (U+FEFF) is taken off where it does not begin the stream",
    question: "U+FEFF is taken off once, at the very beginning. How often does the code run that takes it off?",
    pointer:
      "Elsewhere U+FEFF is a character like any other. A TextDecoder takes it off at the beginning of what it decodes, so one decoder for each stream does it once (MDN, TextDecoder: ignoreBOM; HTML standard, section 9.2.6).",
    hint: "`why` says where the mark is taken off. Which call does that, and is it made for each stream, each piece or each line?",
    anchors: [/ufeff|\.trim(?:Start|End)?\s*\(/i, CHUNK, LINE],
    start: "code",
    marks: { offending: "response" },
  },
  "mark-ends-reading": {
    cause:
      "a stream that begins with a byte order mark (U+FEFF) brings no event, in its later lines neither; without the mark it does",
    question: "Three bytes stand before the first line. What does your code do with them before it looks for lines?",
    pointer:
      "A TextDecoder takes the mark off, unless its option ignoreBOM is true (MDN, TextDecoder: ignoreBOM; HTML standard, section 9.2.6).",
    hint: "Nothing behind the mark is read. What does your decoder or your parser do at these three bytes?",
    anchors: [CHUNK, LINE],
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
