/**
 * Control codes of our own: colours, links and cursor movements. Each contains a random key of this process, which a
 * submission cannot know; output.ts turns codes with the key into real ones and removes all others.
 */
import picocolors from "picocolors";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** 128 random bits as digits: parameters of a control sequence are digits (ECMA-48 section 5.4.1). */
const KEY = crypto.getRandomValues(new BigUint64Array(2)).join("");
/** Control sequences (CSI) and links (OSC 8) with the key. The text of a link is not part of the match. */
const MARKED = new RegExp(
  `\\u001b\\[${KEY};([0-9;]{0,16}[A-Za-z])|\\u001b\\]${KEY};(8;;[\\u0021-\\u007e]{0,4096})\\u001b\\\\`,
  "g",
);

/** A marked control sequence, given without its introducer: `K`, for example, erases to the end of the line. */
export function controlCode(code: string): string {
  return `\u001b[${KEY};${code}`;
}

/** The text as a link that terminals open on a click (OSC 8). @param url in ASCII, as `URL.href` is */
export function terminalLink(url: string, text: string): string {
  return `\u001b]${KEY};8;;${url}\u001b\\${text}\u001b]${KEY};8;;\u001b\\`;
}

/** The colours of picocolors as marked codes. */
export function createColors(enabled: boolean): Colors {
  const colors = picocolors.createColors(enabled);
  if (!enabled) return colors;
  const marked = Object.entries(colors).map(([name, paint]) => [
    name,
    typeof paint === "function" ? markedPaint(paint("\0")) : paint,
  ]);
  return Object.fromEntries(marked) as Colors;
}

/** @param example what picocolors returns for a NUL */
function markedPaint(example: string): (text: unknown) => string {
  const [open = "", close = ""] = example.split("\0").map((code) => controlCode(code.slice("\u001b[".length)));
  // A nested colour may end with the same code as this one, so this one starts again after it.
  return (text) => open + String(text).replaceAll(close, close + open) + close;
}

/** Returns the text with real codes in place of marked ones. @param clean sanitizes everything between the codes */
export function withRealCodes(text: string, clean: (text: string) => string): string {
  let written = "";
  let from = 0;
  for (const found of text.matchAll(MARKED)) {
    const [whole, control, link] = found;
    written += clean(text.slice(from, found.index));
    written += control === undefined ? `\u001b]${link}\u001b\\` : `\u001b[${control}`;
    from = found.index + whole.length;
  }
  return written + clean(text.slice(from));
}
