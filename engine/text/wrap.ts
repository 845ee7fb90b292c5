import { displayWidth, splitAt } from "./width.ts";

/** Longer lines are hard to read, however wide the terminal is. In characters. */
const WIDEST_LINE = 100;

/**
 * The text as lines of at most `width` columns. Newlines stay; a line that is broken keeps its indentation; a word
 * that is too long is broken. Nothing is lost but the spaces at a break.
 */
export function wrapText(text: string, width: number): string[] {
  const limit = Math.max(1, width);
  return text.split("\n").flatMap((line) => wrapLine(line.replaceAll("\t", "  "), limit));
}

/** Breaks text into lines between words. The first line begins with `first`, the others with `rest`. */
export function wrapped(text: string, columns: number, first: string, rest = " ".repeat(first.length)): string[] {
  const lines = wrapText(text, Math.min(columns, WIDEST_LINE) - rest.length);
  return lines.map((line, index) => (index === 0 ? first : rest) + line);
}

function wrapLine(line: string, width: number): string[] {
  if (displayWidth(line) <= width) return [line.trimEnd()];
  // At most half the width, so that deeply indented code has room for its text.
  const indent = (/^ */.exec(line)?.[0] ?? "").slice(0, Math.floor(width / 2));
  const lines: string[] = [];
  let current = "";
  let room = width - indent.length;
  const finish = () => {
    lines.push(indent + current.trimEnd());
    current = "";
    room = width - indent.length;
  };
  for (const token of line.trim().match(/ +|[^ ]+/g) ?? []) {
    if (token.startsWith(" ") && token.length > room) {
      finish();
      continue;
    }
    if (current !== "" && !fits(token, room)) finish();
    let rest = token;
    for (;;) {
      const [head, tail] = splitAtMark(rest, room);
      current += head;
      room -= displayWidth(head);
      if (tail === "") break;
      finish();
      rest = tail;
    }
  }
  finish();
  return lines;
}

/** Cuts a long word after a comma, semicolon or slash when there is one in the second half of the room. */
function splitAtMark(word: string, room: number): [head: string, tail: string] {
  const [head, tail] = splitAt(word, room);
  if (tail === "") return [head, tail];
  const cut = Math.max(head.lastIndexOf(","), head.lastIndexOf(";"), head.lastIndexOf("/")) + 1;
  return cut > head.length / 2 ? [head.slice(0, cut), head.slice(cut) + tail] : [head, tail];
}

function fits(word: string, room: number): boolean {
  const [head, tail] = splitAt(word, room);
  return tail === "" && displayWidth(head) <= room;
}
