/** What can go wrong between an event and its bytes. */
import { defineFailures } from "#kit";

const FORMAT = /\bformatSSE\b|\bdata:|\bevent:|\bid:|\bretry:/;
const COMMENT = /\bformatComment\b/;
const SPLIT = /\.split\s*\(|\.replace(?:All)?\s*\(/;

export const encodeFailures = defineFailures({
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
  "name-and-id-exchanged": {
    cause: "name and id are exchanged: each stands in the line of the other",
    question: "Which value does the line `event:` get, and which one the line `id:`?",
    pointer: "`event` is the name of the event and `id` its id (the table of fields in the lesson's README).",
    hint: "Each of the two values is there, in the other's line. Where do you take the value of each line from?",
    anchors: [FORMAT],
    start: "code",
    marks: { offending: "response" },
  },
  "value-dropped": {
    cause: "a value that was given is taken for one that was not, and has no line",
    question: "Which values count as false in a condition, and which of them may a field have?",
    pointer: "0 and the empty text are falsy, and undefined is what a field has that was not given (MDN, Falsy).",
    hint: "A field with undefined was not given; this one was. What exactly does the condition before its line ask?",
    anchors: [FORMAT],
    start: "code",
    marks: { offending: "response" },
  },
  "ends-lost": {
    cause: "white space at the beginning or the end of a name or an id does not arrive",
    question: "Which characters of the value are in the block that your code writes, and which does a client take off?",
    pointer:
      "One space right behind the colon does not count; all others do (HTML standard, section 9.2.6). MDN, String.trim().",
    hint: "The value begins and ends with spaces, and they are part of it. What does your code do with a value before it writes it, and what does it write between the colon and the value?",
    anchors: [/\.trim(?:Start|End)?\s*\(/, FORMAT],
    start: "code",
    marks: { offending: "response" },
  },
  "lines-not-split": {
    cause: "a line end in the data ends the line of its field, and what follows is no data",
    question: "At which of the three line ends does your code begin a new line with `data:`?",
    pointer:
      "LF, CR LF and CR each end one line, and each line of the data is a field of its own (HTML standard, section 9.2.6; MDN, String.split with a regular expression).",
    hint: "`why` says which line ends are at fault. At which of them does your code split the data, and what does each line begin with?",
    anchors: [SPLIT, FORMAT],
    start: "code",
    marks: { offending: "response" },
  },
  "line-end-lost": {
    cause: "the data is split at its line ends, and a line without characters is left out or written otherwise",
    question: "How many lines has a text that begins or ends with a line end, or that has two of them in a row?",
    pointer:
      "A text with n line ends has n + 1 lines, some of them perhaps empty, and each is a field `data` of its own (HTML standard, section 9.2.6; MDN, String.split, which keeps empty parts).",
    hint: "`why` says where the line end stands. Which lines does your code make of a text that has one there, and which of them does it leave out?",
    anchors: [SPLIT, FORMAT],
    start: "code",
    marks: { offending: "response" },
  },
  "refused-by-turns": {
    cause: "the same value is refused at one time and written at another",
    question: "What does your code keep between two calls, and who changes it?",
    pointer:
      "A RegExp with the flag g or y goes on from its lastIndex at the next call of test or exec (MDN, RegExp: lastIndex).",
    hint: "Nothing but the calls before can make the difference. What of the code that looks at a value is kept from call to call?",
    anchors: [/\/[a-z]*g[a-z]*\b/, /\.test\s*\(|\.exec\s*\(/, /\boneLine\b|\bInvalidFieldError\b/],
    start: "code",
    marks: { offending: "response" },
  },
  "nul-written": {
    cause:
      "a NUL (U+0000) in an id is written as it is, and clients ignore the whole id; line ends in names and ids are not",
    question: "The id has a character in it that makes a client ignore the field. Who looks for it?",
    pointer:
      "An id with U+0000 is ignored (HTML standard, section 9.2.6). An InvalidFieldError becomes status 400 in app.ts.",
    hint: "Line ends are taken care of. Which other character may an id not have, and which line looks for it?",
    anchors: [/\boneLine\b|\bInvalidFieldError\b/, FORMAT],
    start: "todo",
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
    cause: "a line end in a name or an id is written as it is, so that the value becomes fields of its own",
    question: "The value has a character in it that ends a line. Who looks for it?",
    pointer:
      "Three sequences end a line: CR LF, LF and CR (HTML standard, section 9.2.6). An InvalidFieldError becomes status 400 in app.ts.",
    hint: "`why` names what your code lets through. Which line looks for that, and does it do so for both fields?",
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
  "comment-not-ended": {
    cause: "the comment has no line end behind it, so the first line of the next event becomes a part of it",
    question: "What does the text of a comment end with?",
    pointer: "A comment is one line: a colon, anything but a line end, a line end (HTML standard, section 9.2.5).",
    hint: "The text of the comment is complete but for its end. What ends a line, and does your text have it?",
    anchors: [COMMENT],
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
});
