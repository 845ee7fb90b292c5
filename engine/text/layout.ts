/** The building blocks of every report. Each measures plain text and adds colours afterwards, so widths are right. */
import { createColors, type Colors } from "../terminal-codes.ts";
import { displayWidth } from "./width.ts";
import { wrapText } from "./wrap.ts";

type Style = (text: string) => string;

/** The width and the colours of the output. */
export interface Page {
  readonly columns: number;
  readonly colors: Colors;
}

const MIN_COLUMNS = 40;
const DEFAULT_COLUMNS = 80;
/** Longer lines of prose are hard to read. */
const MAX_COLUMNS = 100;

/** A page of 40 to 100 columns; 80 when the width is not known. */
export function pageFor(options: { readonly color: boolean; readonly columns?: number | undefined }): Page {
  const asked = options.columns ?? DEFAULT_COLUMNS;
  const columns = Number.isFinite(asked) && asked > 0 ? Math.floor(asked) : DEFAULT_COLUMNS;
  return {
    columns: Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, columns)),
    colors: createColors(options.color),
  };
}

/** True when there is no room for a column of labels next to the text. */
export function isNarrow(page: Page): boolean {
  return page.columns < 60;
}

const asIs: Style = (text) => text;

export interface HangStyles {
  readonly prefix?: Style;
  readonly text?: Style;
  /** The prefix of every further line. @default spaces as wide as the prefix */
  readonly rest?: string;
}

/** Text after a prefix; every further line starts below the text, not below the prefix, unless `rest` says otherwise. */
export function hang(page: Page, prefix: string, text: string, styles: HangStyles = {}): string[] {
  const { prefix: paintPrefix = asIs, text: paintText = asIs, rest = " ".repeat(displayWidth(prefix)) } = styles;
  return wrapText(text, page.columns - Math.max(displayWidth(prefix), rest.length)).map((line, index) => {
    // Spaces at the end of a line are dropped before colours hide them.
    if (line === "") return index === 0 ? paintPrefix(prefix.trimEnd()) : "";
    return (index === 0 ? paintPrefix(prefix) : rest) + paintText(line);
  });
}

/** A prefix, a text, and something at the right edge: next to the text when there is room, else below it. */
export function spread(
  page: Page,
  prefix: string,
  text: string,
  right: string,
  styles: { readonly prefix?: Style; readonly text?: Style; readonly right?: Style } = {},
): string[] {
  const gap = " ".repeat(displayWidth(prefix));
  const plain = wrapText(text, page.columns - gap.length);
  const lines = hang(page, prefix, text, styles);
  if (right === "") return lines;
  const { right: paintRight = asIs } = styles;
  const last = plain.at(-1) ?? "";
  const space = page.columns - gap.length - displayWidth(last) - displayWidth(right);
  if (space >= 2) return [...lines.slice(0, -1), `${lines.at(-1) ?? ""}${" ".repeat(space)}${paintRight(right)}`];
  return [
    ...lines,
    ...wrapText(right, page.columns).map(
      (line) => " ".repeat(Math.max(0, page.columns - displayWidth(line))) + paintRight(line),
    ),
  ];
}

/** Parts joined by a middle dot; a part that does not fit starts a new line. */
export function flow(page: Page, indent: string, parts: readonly string[], paint: Style = asIs): string[] {
  const lines: string[] = [];
  let current = "";
  for (const part of parts) {
    const joined = current === "" ? part : `${current} · ${part}`;
    if (current !== "" && displayWidth(indent + joined) > page.columns) {
      lines.push(current);
      current = part;
    } else {
      current = joined;
    }
  }
  if (current !== "") lines.push(current);
  return lines.flatMap((line) => hang(page, indent, line, { text: paint }));
}
