/** Rendered texts, kept by their content: the highlighter takes longer to load than everything else in a start. */
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { writeAtomic } from "../../state/write-atomic.ts";
import type { RenderedText, TextOptions } from "./markdown.ts";

/** The compiled engine lies in a folder named by its sources: what another renderer made is not taken for ours. */
const RENDERER = import.meta.url;
const EMPTY: RenderedText = { html: "", headings: [] };

/**
 * The Markdown file as HTML; empty when it cannot be read. Never rejects for want of a cache.
 * @param cache absolute path of the folder that keeps what was rendered
 */
export async function renderedText(file: string, options: TextOptions, cache: string): Promise<RenderedText> {
  const source = await readFile(file, "utf8").catch(() => undefined);
  if (source === undefined) return EMPTY;
  const key = createHash("sha256")
    .update(JSON.stringify([RENDERER, options, source]))
    .digest("hex")
    .slice(0, 24);
  const kept = path.join(cache, "texts", `${key}.json`);
  const known = await readKept(kept);
  if (known !== undefined) return known;
  const { renderMarkdown } = await import("./markdown.ts");
  const rendered = await renderMarkdown(source, options);
  await mkdir(path.dirname(kept), { recursive: true })
    .then(() => writeAtomic(kept, JSON.stringify(rendered)))
    .catch(() => undefined);
  return rendered;
}

async function readKept(file: string): Promise<RenderedText | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as RenderedText;
  } catch {
    return undefined;
  }
}
