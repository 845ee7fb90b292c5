/**
 * Colours, links and cursor movements of our own. Each carries a key that is drawn when the process starts and that no
 * submission can know: the writer of output.ts turns a marked code into the real one and removes every other.
 */
import picocolors from "picocolors";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** 128 random bits in digits: parameters of a control sequence are digits (ECMA-48 section 5.4.1). */
const KEY = crypto.getRandomValues(new BigUint64Array(2)).join("");
/** Control sequences (CSI) and links (OSC 8) that carry the key. What stands between them belongs to somebody else. */
const MARKED = new RegExp(
  `\\u001b\\[${KEY};([0-9;]{0,16}[A-Za-z])|\\u001b\\]${KEY};(8;;[\\u0021-\\u007e]{0,4096})\\u001b\\\\`,
  "g",
);

/** A control sequence of ours without its introducer, for example `K`, which erases to the end of the line. */
export function controlCode(code: string): string {
  return `\u001b[${KEY};${code}`;
}

/** The text as a link that terminals open on a click (OSC 8). @param url in ASCII, as `URL.href` is */
export function terminalLink(url: string, text: string): string {
  return `\u001b]${KEY};8;;${url}\u001b\\${text}\u001b]${KEY};8;;\u001b\\`;
}

/** The colours of picocolors, marked as ours. */
export function createColors(enabled: boolean): Colors {
  const colors = picocolors.createColors(enabled);
  if (!enabled) return colors;
  const marked = Object.entries(colors).map(([name, paint]) => [
    name,
    typeof paint === "function" ? markedPaint(paint("\0")) : paint,
  ]);
  return Object.fromEntries(marked) as Colors;
}

/** @param example what picocolors makes of a NUL */
function markedPaint(example: string): (text: unknown) => string {
  const [open = "", close = ""] = example.split("\0").map((code) => controlCode(code.slice("\u001b[".length)));
  // A colour inside ends with the code that ends this one as well, and this one begins again after it.
  return (text) => open + String(text).replaceAll(close, close + open) + close;
}

/**
 * The text as a terminal gets it.
 * @param clean is given everything that is not a code of ours
 */
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
