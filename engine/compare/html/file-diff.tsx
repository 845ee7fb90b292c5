/** A compared file, side by side or in one column. Rendered on the server and in the browser. */
import type { ComponentChildren, JSX } from "preact";
import { count } from "../../text/phrases.ts";
import {
  unifiedRows,
  type ChangedLine,
  type DiffRow,
  type FileComparison,
  type UnifiedRow,
} from "../file-comparison.ts";
import { foldRemark } from "../file-remark.ts";
import type { SideNames } from "../side-names.ts";

/** `sides` falls back to one column in narrow windows and in print. */
export type DiffLayout = "sides" | "unified";

export interface FileDiffProps {
  readonly file: FileComparison;
  readonly names: SideNames;
  readonly layout: DiffLayout;
}

/** The rows of a file, styled by DIFF_STYLE; `null` when there are none. */
export function FileDiff({ file, names, layout }: FileDiffProps): JSX.Element | null {
  if (file.rows.length === 0) return null;
  return (
    <div class="diff">
      {layout === "sides" && <SidesTable file={file} names={names} />}
      <UnifiedTable file={file} names={names} isFallback={layout === "sides"} />
      {file.leftOut > 0 && <p class="diff-more">{count(file.leftOut, "more row")} are not shown.</p>}
    </div>
  );
}

interface TableProps {
  readonly file: FileComparison;
  readonly names: SideNames;
}

function SidesTable({ file: { file, rows }, names }: TableProps): JSX.Element {
  return (
    <table class="diff-table diff-sides" aria-label={`${file}, side by side`}>
      <colgroup>
        <LineColumns />
        <LineColumns />
      </colgroup>
      <thead>
        <tr>
          <th scope="colgroup" colSpan={3}>
            <bdi>{names.reference.short}</bdi>
          </th>
          <th scope="colgroup" colSpan={3}>
            <bdi>{names.submission.short}</bdi>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index} class={row.kind === "folded" ? "diff-fold" : undefined}>
            <SidesCells row={row} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function SidesCells({ row }: { readonly row: DiffRow }): JSX.Element {
  switch (row.kind) {
    case "folded":
      return <td colSpan={6}>… {foldRemark(row)}</td>;
    case "same":
      return (
        <>
          <LineCells number={row.referenceLine}>{row.text}</LineCells>
          <LineCells number={row.line}>{row.text}</LineCells>
        </>
      );
    case "changed":
      return (
        <>
          <SideCells line={row.removed} side="removed" />
          <SideCells line={row.added} side="added" />
        </>
      );
  }
}

function SideCells({
  line,
  side,
}: {
  readonly line: ChangedLine | null;
  readonly side: ConversationSide;
}): JSX.Element {
  return line === null ? <td class="diff-empty" colSpan={3} /> : <ChangedCells line={line} side={side} />;
}

type ConversationSide = "removed" | "added";

/** Shown in addition to the colours, which some readers cannot see. */
const SIGNS: Readonly<Record<ConversationSide, string>> = { removed: "−", added: "+" };

function UnifiedTable({ file: { file, rows }, names, isFallback }: TableProps & { readonly isFallback: boolean }) {
  return (
    <table class={`diff-table diff-unified${isFallback ? " is-fallback" : ""}`} aria-label={`${file}, in one column`}>
      <colgroup>
        <col class="diff-number" />
        <LineColumns />
      </colgroup>
      <thead>
        <tr>
          <th scope="colgroup" colSpan={4}>
            <span class="diff-key diff-removed">
              − only in <bdi>{names.reference.inSentence}</bdi>
            </span>{" "}
            <span class="diff-key diff-added">
              + only in <bdi>{names.submission.inSentence}</bdi>
            </span>
          </th>
        </tr>
      </thead>
      <tbody>
        {unifiedRows(rows).map((row, index) => (
          <tr key={index} class={row.kind === "folded" ? "diff-fold" : undefined}>
            <UnifiedCells row={row} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function UnifiedCells({ row }: { readonly row: UnifiedRow }): JSX.Element {
  switch (row.kind) {
    case "folded":
      return <td colSpan={4}>… {foldRemark(row)}</td>;
    case "same":
      return (
        <>
          <td class="diff-number">{row.referenceLine}</td>
          <LineCells number={row.line}>{row.text}</LineCells>
        </>
      );
    case "removed":
      return (
        <>
          <td class="diff-number diff-removed">{row.line}</td>
          <td class="diff-number diff-removed" />
          <TextCells line={row} side="removed" />
        </>
      );
    case "added":
      return (
        <>
          <td class="diff-number diff-added" />
          <ChangedCells line={row} side="added" />
        </>
      );
  }
}

/** Columns for the number, the sign and the text. */
function LineColumns(): JSX.Element {
  return (
    <>
      <col class="diff-number" />
      <col class="diff-sign" />
      <col />
    </>
  );
}

function LineCells({ number, children }: { readonly number: number; readonly children: ComponentChildren }) {
  return (
    <>
      <td class="diff-number">{number}</td>
      <td class="diff-sign" />
      <td class="diff-text">{children}</td>
    </>
  );
}

function ChangedCells({ line, side }: { readonly line: ChangedLine; readonly side: ConversationSide }): JSX.Element {
  return (
    <>
      <td class={`diff-number diff-${side}`}>{line.line}</td>
      <TextCells line={line} side={side} />
    </>
  );
}

function TextCells({ line, side }: { readonly line: ChangedLine; readonly side: ConversationSide }): JSX.Element {
  const Word = side === "removed" ? "del" : "ins";
  return (
    <>
      <td class={`diff-sign diff-${side}`}>{SIGNS[side]}</td>
      <td class={`diff-text diff-${side}`}>
        {line.parts.map(({ text, changed }, index) => (changed ? <Word key={index}>{text}</Word> : text))}
      </td>
    </>
  );
}
