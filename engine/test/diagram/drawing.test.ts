import { h } from "preact";
import { renderToStaticMarkup } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { validateXML } from "../tools/xmllint.ts";
import { diagramSvg, transcriptJsonl } from "../../diagram/export.tsx";
import { layoutOf } from "../../diagram/layout.ts";
import { pairedLayout } from "../../diagram/paired-layout.ts";
import { wordsOf } from "../../diagram/row-words.ts";
import { SequenceDiagram } from "../../diagram/sequence-diagram.tsx";
import { textColumns } from "../../diagram/text-columns.ts";
import { TranscriptTable } from "../../diagram/transcript-table.tsx";
import { HOSTILE } from "../export/corpus.ts";
import { crashesOnBadText, event, failure } from "../report/verdicts.ts";

/** The memory of libxml2, in pages of 64 KiB. */
const ROOMY = { initialMemoryPages: 4_096, maxMemoryPages: 16_384 };

const [check] = crashesOnBadText.checks;
const crash = layoutOf(check?.transcript ?? [], check?.failure ?? null);

function textsIn(markup: string): string[] {
  return [...markup.matchAll(/<(text|td)[^>]*>([^<]*)</g)].map(([, , text = ""]) => text);
}

describe("the sequence diagram", () => {
  it("is well-formed XML whatever a transcript holds", async () => {
    const transcript = HOSTILE.flatMap((text, at) => [
      event(at, text.slice(0, 200), "in", "text", text),
      event(at, "client-1", "none", "error", text),
    ]);
    const layout = layoutOf(transcript, failure({ expected: HOSTILE.join("").slice(0, 5_000) }));
    const contents = diagramSvg(layout, HOSTILE.join(" ").slice(0, 5_000));
    const { normalized, errors } = await validateXML({ xml: contents, normalization: "c14n", ...ROOMY });
    expect(errors).toEqual([]);
    expect(normalized.match(/<g class="row /g)).toHaveLength(layout.rows.length);
  });

  it("contains every row as text, including offending and missing events", () => {
    const picture = textsIn(renderToStaticMarkup(h(SequenceDiagram, { layout: crash, label: "check 2.1" })));
    const table = textsIn(renderToStaticMarkup(h(TranscriptTable, { layout: crash, caption: "check 2.1" })));
    const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
    for (const { item } of crash.rows) {
      const whole = wordsOf(item);
      const short = wordsOf(item, textColumns(crash));
      expect(picture).toContain(escaped(short.what));
      expect(table).toContain(escaped(whole.what));
      if (whole.remark !== "") expect(table).toContain(whole.remark);
    }
    expect(picture.join("\n")).toContain("\u2717 not as expected");
    expect(picture.join("\n")).toContain("? expected, never came");
  });

  it("draws a window of its rows at the size of the whole diagram", () => {
    const window = { first: 2, last: 4 };
    const markup = renderToStaticMarkup(h(SequenceDiagram, { layout: crash, label: "check 2.1", window }));
    expect(markup.match(/class="row /g)).toHaveLength(2);
    expect(markup).toContain(`height="${crash.height}"`);
  });

  it("makes every row focusable and named with onShow, and is one image without it", () => {
    const still = renderToStaticMarkup(h(SequenceDiagram, { layout: crash, label: "check 2.1" }));
    const live = renderToStaticMarkup(h(SequenceDiagram, { layout: crash, label: "check 2.1", onShow: () => {} }));
    expect(still).toContain('role="img" aria-label="check 2.1"');
    expect(still).not.toContain("tabindex");
    expect(live.match(/tabindex="0"[^>]*><title>[^<]+<\/title>/g)).toHaveLength(crash.rows.length);
  });

  it("has no inline style, which a strict content security policy forbids", () => {
    const picture = renderToStaticMarkup(h(SequenceDiagram, { layout: crash, label: "check 2.1", onShow: () => {} }));
    const table = renderToStaticMarkup(h(TranscriptTable, { layout: crash, caption: "check 2.1" }));
    expect(picture + table).not.toMatch(/ (style|on\w+)=/);
  });
});

describe("two aligned diagrams", () => {
  it("have the same lanes and put paired items at the same height", () => {
    const [left, right] = pairedLayout(
      crash.rows.map(({ item }, index) => [item, index % 2 === 0 ? { kind: "blank" } : item]),
    );
    expect(right.lanes.map(({ peer, x }) => [peer, x])).toEqual(left.lanes.map(({ peer, x }) => [peer, x]));
    expect(right.rows.map(({ top, height }) => [top, height])).toEqual(
      left.rows.map(({ top, height }) => [top, height]),
    );
  });
});

describe("transcriptJsonl", () => {
  it("writes one event per line, and they parse back to the same events", () => {
    const transcript = HOSTILE.map((text, at) => event(at, "client-1", "in", "text", text));
    const lines = transcriptJsonl(transcript).split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(transcript);
  });
});
