/** Renders a lesson's text as HTML, with ids for headings, highlighted code and links to files. */
import path from "node:path";
import { Marked, type Token, type Tokens } from "marked";
import { exerciseHeading } from "../views/exercise-heading.ts";
import { highlighted } from "./highlight.ts";
import { linkedFile } from "./linked-file.ts";
import { escapeAttribute, escapeText } from "../../text/escape-markup.ts";

export interface Heading {
  readonly id: string;
  readonly level: number;
  readonly text: string;
}

export interface RenderedText {
  /** Files are in it as `<workbook-file path="…">`: see `withFileLinks`. */
  readonly html: string;
  readonly headings: readonly Heading[];
}

export interface TextOptions {
  /** The folder of the text, relative to the workbook, with forward slashes. */
  readonly folder: string;
  /** Names of files in that folder, which become links wherever they are inline code. */
  readonly files: readonly string[];
}

/** Renders Markdown. HTML and images in it are shown as text. */
export async function renderMarkdown(source: string, { folder, files }: TextOptions): Promise<RenderedText> {
  const headings: Heading[] = [];
  const code = new Map<Tokens.Code, string>();
  const marked = new Marked({
    async: true,
    async walkTokens(token: Token) {
      if (token.type === "code")
        code.set(
          token as Tokens.Code,
          await highlighted((token as Tokens.Code).text, languageOf(token as Tokens.Code)),
        );
    },
    renderer: {
      heading({ tokens, depth, text }) {
        const id = freeId(headings, headingId(text));
        headings.push({ id, level: depth, text: plain(text) });
        // The page shows the title as its own heading.
        if (depth === 1) return "";
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      code(token) {
        const language = escapeAttribute(languageOf(token));
        return `<pre class="code" data-lang="${language}" tabindex="0"><code>${code.get(token) ?? escapeText(token.text)}</code></pre>\n`;
      },
      table(token) {
        // A wide table scrolls by itself, with the keyboard, too.
        const cells = (row: readonly Tokens.TableCell[], name: "th" | "td") =>
          row.map((cell) => `<${name}>${this.parser.parseInline(cell.tokens)}</${name}>`).join("");
        const rows = token.rows.map((row) => `<tr>${cells(row, "td")}</tr>\n`).join("");
        return `<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n<thead><tr>${cells(token.header, "th")}</tr></thead>\n<tbody>${rows}</tbody></table></div>\n`;
      },
      codespan({ text }) {
        const shown = `<code>${escapeText(text)}</code>`;
        return files.includes(text) ? fileElement(path.posix.join(folder, text), shown) : shown;
      },
      link({ href, tokens }) {
        const inside = this.parser.parseInline(tokens);
        if (/^https?:\/\//.test(href))
          return `<a href="${escapeAttribute(href)}" rel="noopener noreferrer" target="_blank">${inside}</a>`;
        if (href.startsWith("#")) return `<a href="${escapeAttribute(href)}">${inside}</a>`;
        const target = linkedFile(folder, href);
        // Anything else, such as javascript:, does not become a link.
        return target === undefined ? inside : fileElement(target, inside);
      },
      html({ text }) {
        return escapeText(text);
      },
      image({ text }) {
        return escapeText(text);
      },
    },
  });
  return { html: await marked.parse(source), headings };
}

function languageOf({ lang }: Tokens.Code): string {
  return (lang ?? "").split(/\s/, 1)[0] ?? "";
}

function fileElement(file: string, inside: string): string {
  return `<workbook-file path="${escapeAttribute(file)}">${inside}</workbook-file>`;
}

/** The ids of `### Exercise 2: …` come from the number, all others from the words. */
function headingId(text: string): string {
  const exercise = /^Exercise (\d+)\b/.exec(text)?.[1];
  if (exercise !== undefined) return exerciseHeading(exercise);
  return (
    plain(text)
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
      .replaceAll(/^-|-$/g, "") || "section"
  );
}

function freeId(taken: readonly Heading[], wanted: string): string {
  const ids = new Set(taken.map(({ id }) => id));
  let id = wanted;
  for (let number = 2; ids.has(id); number += 1) id = `${wanted}-${number}`;
  return id;
}

/** A heading's text without Markdown markup. */
function plain(text: string): string {
  return text.replaceAll(/[`*_]/g, "");
}
