/**
 * Makes text from a submission safe to print: it can neither control the terminal nor hide or reorder the text around
 * it. Pure, and linear in the length of the text.
 */

export interface SanitizeOptions {
  /** The longest result in UTF-16 code units, including the note about what was left out. */
  readonly maxChars: number;
  /** Which part of a longer text is kept. The end of a log says more than its beginning. @default "start" */
  readonly keep?: "start" | "end";
}

// Every repetition is bounded: an unterminated sequence must not hide the rest of the text or cost more than linear time.
/** OSC, DCS, SOS, PM and APC: an introducer, a hidden string, a terminator (ECMA-48 section 8.3). */
const STRING_SEQUENCE =
  "(?:\\u001b[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0000-\\u001f\\u007f-\\u009f]{0,4096}(?:\\u0007|\\u001b\\\\|\\u009c)";
/** CSI: colours, cursor movement, erasing (ECMA-48 section 5.4). */
const CONTROL_SEQUENCE = "(?:\\u001b\\[|\\u009b)[0-?]{0,64}[ -/]{0,8}[@-~]";
/** The other escape sequences: two characters, or more with intermediates. */
const ESCAPE_SEQUENCE = "\\u001b[ -/]{0,8}[0-~]";
const SEQUENCES = new RegExp(`${STRING_SEQUENCE}|${CONTROL_SEQUENCE}|${ESCAPE_SEQUENCE}`, "g");

const LONE_SURROGATES = /\p{Cs}/gu;
const LINE_ENDS = /\r\n?|[\u2028\u2029]/g;
/** Control characters except tab and newline; bidi marks, joiners, fillers, tags, variation selectors and other invisible characters. */
// oxlint-disable-next-line no-control-regex -- control characters are what this file is about
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufff9-\ufffb]|\p{Default_Ignorable_Code_Point}/gu;
/** More combining marks on one letter than any language uses; they would overlap the lines above and below. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;
const PLAIN = /^[\n\t\u0020-\u007e]*$/;

/**
 * The text without escape sequences, control characters and invisible characters. Tabs and newlines stay; every kind
 * of line end becomes a newline; a lone surrogate becomes U+FFFD. Cleaning twice changes nothing.
 */
export function sanitizeText(text: string, options: SanitizeOptions): string {
  return capped(printable(text), options);
}

/** Like `sanitizeText`, on one line: line ends and tabs are written as `\n`, `\r` and `\t`. */
export function sanitizeLine(text: string, options: SanitizeOptions): string {
  const visible = printable(visibleLineEnds(text));
  return capped(visible.replaceAll("\n", "\\n").replaceAll("\t", "\\t"), options);
}

/**
 * Writes what went over the wire so that `sanitizeText` keeps which line end it was: a carriage return as `\r`, a byte order
 * mark as `\ufeff`. In an event stream they decide what the text means.
 */
export function visibleLineEnds(text: string): string {
  return text.replaceAll("\r", "\\r").replaceAll("\ufeff", "\\ufeff");
}

function printable(text: string): string {
  if (PLAIN.test(text)) return text;
  // Surrogates first: removing the text between two halves must not join them into a character that was never checked.
  return text
    .replace(LONE_SURROGATES, "\ufffd")
    .replace(SEQUENCES, "")
    .replace(LINE_ENDS, "\n")
    .replace(UNPRINTABLE, "")
    .replace(STACKED_MARKS, "$1");
}

function capped(text: string, { maxChars, keep = "start" }: SanitizeOptions): string {
  if (text.length <= maxChars) return text;
  const note = (left: number) => (keep === "start" ? ` ... ${left} more characters` : `${left} characters before ... `);
  // Reserves space for the longest possible note, so that the result never exceeds the cap.
  const room = maxChars - note(text.length).length;
  if (room < 1)
    return keep === "start" ? withoutHalf(text.slice(0, maxChars)) : withoutHalf(text.slice(text.length - maxChars));
  const kept = withoutHalf(keep === "start" ? text.slice(0, room) : text.slice(text.length - room));
  const left = characters(text) - characters(kept);
  return keep === "start" ? kept + note(left) : note(left) + kept;
}

/** A slice without the half of a surrogate pair that its ends may have cut. */
function withoutHalf(slice: string): string {
  return slice.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
}

/** The number of code points. */
function characters(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) count--;
  return count;
}
