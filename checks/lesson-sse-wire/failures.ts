import { defineFailures } from "#kit";

const FORMAT = /\bformatSSE\b|\bdata:|\bevent:|\bid:|\bretry:/;
const COMMENT = /\bformatComment\b/;
const SPLIT = /\.split\s*\(|\.replace(?:All)?\s*\(/;
const LINE = /\btakeLine\b|\bindexOf\b|\bslice\b/;
const FIELD = /\bcase\s|\bfield\b/;
const DISPATCH = /\bdispatch\b/;
const CHUNK = /\bpush\s*\(\s*\w+\s*\)|\bdecode\s*\(|\bTextDecoder\b|\btoString\s*\(/;
const ID = /\bid\b|\blastEventId\b/;
const RETRY = /\bretry\b/;

/** What can go wrong between an event and its bytes, beside what can go wrong with any stream. */
export const failures = defineFailures({
  "nothing-encoded": {
    cause: "the function returns an empty text, as it does in the starter",
    question: "Which TODO of sse-format.ts writes the block of an event, and what does it return now?",
    pointer:
      "A block is a text: lines, each with a field, and a blank line (the table of fields in the lesson's README).",
    anchors: [FORMAT, COMMENT],
    start: "todo",
    marks: { offending: "response" },
  },
  "encoded-otherwise": {
    cause: "the block is complete, and a client reads another event from it than the one that was to be written",
    question: "Read the text that came line by line, as a client does. At which line does it part from the event?",
    pointer:
      "Each line is a field of its own: up to the first colon its name, then its value without one leading space; a line end inside a value begins a new line (HTML standard, section 9.2.6).",
    anchors: [FORMAT, SPLIT],
    start: "code",
    marks: { offending: "response" },
  },
  "data-as-json": {
    cause: "the data is a text already, and is written as JSON: with quotes around it and backslashes in it",
    question: "The client gets quotes that nobody sent. Which call of yours puts them there?",
    pointer: "JSON.stringify is for values that are no text yet (MDN, JSON.stringify); here `data` is a string.",
    anchors: [/JSON\.stringify/, FORMAT],
    start: "code",
    marks: { offending: "response" },
  },
  "undefined-written": {
    cause: "a field that was not given is written with the value undefined",
    question: "The text says undefined. Which field was not given, and what does a template literal make of it?",
    pointer: "A field that is not given is not written at all. MDN, undefined; MDN, Template literals.",
    anchors: [FORMAT],
    start: "code",
    marks: { offending: "response" },
  },
  "field-injected": {
    cause:
      "a line end or a NUL in a name or id is written as it is, so the value becomes fields of its own or is ignored",
    question:
      "The value has a character in it that ends a line, or that makes a client ignore the field. Who looks for it?",
    pointer:
      "Three sequences end a line: CR LF, LF and CR; an id with U+0000 is ignored (HTML standard, section 9.2.6). An InvalidFieldError becomes status 400 in app.ts.",
    anchors: [/\boneLine\b|\bInvalidFieldError\b/, SPLIT, FORMAT],
    start: "todo",
    marks: { offending: "response" },
  },
  "comment-not-ignored": {
    cause: "what was meant as a comment reaches clients as an event, or takes a part of the next event with it",
    question: "Which of the lines that came begin with a colon, and where does the last one end?",
    pointer: "A comment is one line: a colon, anything but a line end, a line end (HTML standard, section 9.2.5).",
    anchors: [COMMENT, SPLIT],
    start: "code",
    marks: { offending: "response" },
  },
  "comment-lost": {
    cause: "the text of the comment, or a part of it, stands on a line that does not begin with a colon, or on none",
    question: "A comment is there for people who look at the bytes. With which character does each of its lines begin?",
    pointer: "A line that begins with a colon is a comment (HTML standard, section 9.2.6).",
    anchors: [COMMENT],
    start: "code",
    marks: { offending: "response" },
  },
  "block-changed": {
    cause: "the bytes that came on the stream are not the bytes of the block that was published",
    question:
      "What was published and what came are both in the report. At which byte do they part, and which call of yours changes it?",
    pointer:
      "A block is written as it is: spaces, line ends and comments are part of it. res.write writes a text as UTF-8 unless it is told otherwise (Node documentation, http: response.write).",
    anchors: [/\.write\s*\(|\.enqueue\s*\(|\.push\s*\(/, /\bpublish\b/],
    start: "code",
    marks: { offending: "response" },
  },
  "carried-over": {
    cause:
      "the same stream was read rightly before: something of another stream, which was cut off in between, is still there when this one begins",
    question:
      "Which variable of your parser stands outside of createParser, and what does it hold when a second stream begins?",
    pointer:
      "A variable of a module exists once for all streams, one of a function once for each call. A TextDecoder keeps the bytes of a character that has not ended (MDN, TextDecoder: decode(), the option stream).",
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
  "chunk-boundary": {
    cause:
      "the same bytes are read otherwise when they come in two pieces: something that had begun in the first piece is forgotten, or taken for finished",
    question:
      "Look at where the stream of the report was cut. What has begun there and not ended, and where do you keep it?",
    pointer:
      "A piece may end inside a line, inside a character of several bytes, and between CR and LF (MDN, TextDecoder: decode(), the option stream).",
    anchors: [CHUNK, LINE],
    start: "code",
    marks: { offending: "response" },
  },
});
