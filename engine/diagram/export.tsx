/** Exports a conversation as SVG or JSON Lines. */
import { renderToStaticMarkup } from "preact-render-to-string";
import type { TranscriptEvent } from "../transcript-event.ts";
import { FILE_STYLE, PAPER } from "./diagram-style.ts";
import type { DiagramLayout } from "./layout.ts";
import { plainText } from "./row-words.ts";
import { SequenceDiagram } from "./sequence-diagram.tsx";

const PAPER_STYLE = `svg{background:${PAPER.light};color-scheme:light dark}@media screen and (prefers-color-scheme:dark){svg{background:${PAPER.dark}}}`;

/** The diagram as one SVG file that includes its style: well-formed XML whatever the payloads contain. */
export function diagramSvg(layout: DiagramLayout, label: string): string {
  const style = `${PAPER_STYLE}${FILE_STYLE}`.replaceAll("\n", "");
  const picture = renderToStaticMarkup(
    <SequenceDiagram layout={layout} label={plainText(label)}>
      {/* The style contains neither < nor &, so it needs no escaping in XML. */}
      <style dangerouslySetInnerHTML={{ __html: style }} />
    </SequenceDiagram>,
  );
  // HTML allows `]]>` in text, XML 1.0 does not (section 2.4).
  return `<?xml version="1.0" encoding="UTF-8"?>\n${picture.replaceAll("]]>", "]]&gt;")}\n`;
}

/** The events as JSON Lines, one event per line. */
export function transcriptJsonl(transcript: readonly TranscriptEvent[]): string {
  return transcript.map((event) => `${JSON.stringify(event)}\n`).join("");
}
