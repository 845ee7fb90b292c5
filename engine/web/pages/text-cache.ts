/** Caches rendered texts by their content, because loading the highlighter takes longer than the rest of a start. */
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { writeAtomic } from "../../state/write-atomic.ts";
import type { RenderedText, TextOptions } from "./markdown.ts";

/** This path contains a hash of the engine's sources, so the cache of another version is not used. */
const RENDERER = import.meta.url;
const EMPTY: RenderedText = { html: "", headings: [] };

/**
 * Renders a Markdown file as HTML; empty when the file cannot be read. Never rejects when the cache is not writable.
 * @param cache absolute path of the cache folder
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
