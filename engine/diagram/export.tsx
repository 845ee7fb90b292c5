/** A conversation as files that can be kept and shown elsewhere. */
import { renderToStaticMarkup } from "preact-render-to-string";
import type { TranscriptEvent } from "../verdict.ts";
import { FILE_STYLE, PAPER } from "./diagram-style.ts";
import type { DiagramLayout } from "./layout.ts";
import { SequenceDiagram } from "./sequence-diagram.tsx";

const PAPER_STYLE = `svg{background:${PAPER.light};color-scheme:light dark}@media (prefers-color-scheme:dark){svg{background:${PAPER.dark}}}`;

/** The diagram as one SVG file, with its style inside: well-formed XML whatever the payloads hold. */
export function diagramSvg(layout: DiagramLayout, label: string): string {
  const picture = renderToStaticMarkup(<SequenceDiagram layout={layout} label={label} />);
  // The style has neither < nor &, so it stands in XML as it is.
  const style = `<style>${PAPER_STYLE}${FILE_STYLE.replaceAll("\n", "")}</style>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${picture.replace(/^<svg[^>]*>/, (opening) => opening + style)}\n`;
}

/** The events as JSON Lines, one event in each line. */
export function transcriptJsonl(transcript: readonly TranscriptEvent[]): string {
  return transcript.map((event) => `${JSON.stringify(event)}\n`).join("");
}
