import type { ComponentChildren, JSX } from "preact";
import { LaneNames, LaneLines } from "./lanes.tsx";
import { HEAD_HEIGHT, type DiagramLayout, type DiagramRow } from "./layout.ts";
import { RowShape } from "./row-shape.tsx";
import { isShortened, spoken } from "./row-words.ts";
import { textColumns } from "./text-columns.ts";

export interface SequenceDiagramProps {
  readonly layout: DiagramLayout;
  /** The picture's name for screen readers, for example `check 2.1`. */
  readonly label: string;
  /** The rows to draw, excluding `last`. The size stays the same, so a page can draw only the visible part. @default all */
  readonly window?: { readonly first: number; readonly last: number } | undefined;
  /** Called with the row under the pointer or the focus. When set, every row is focusable. */
  readonly onShow?: ((row: DiagramRow) => void) | undefined;
  /** The index of the highlighted row. */
  readonly current?: number | undefined;
  /** The first children of the SVG element, for example a style. */
  readonly children?: ComponentChildren;
}

/**
 * A conversation as a sequence diagram in SVG, styled by DIAGRAM_STYLE. Without `onShow` it is a single image;
 * TranscriptTable shows the same as text.
 */
export function SequenceDiagram(props: SequenceDiagramProps): JSX.Element {
  const { layout, label, window, onShow, current, children } = props;
  const { width, height, rows } = layout;
  const { first, last } = window ?? { first: 0, last: rows.length };
  const shown = rows.slice(first, last);
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      class="diagram"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role={onShow === undefined ? "img" : "group"}
      aria-label={label}
    >
      {children}
      <LaneLines
        layout={layout}
        top={shown[0]?.top ?? HEAD_HEIGHT}
        bottom={last < rows.length ? (rows[last]?.top ?? height) : height}
      />
      {first === 0 ? <LaneNames layout={layout} /> : null}
      {shown.map((row) => (
        <Row key={row.index} row={row} layout={layout} onShow={onShow} isCurrent={row.index === current} />
      ))}
    </svg>
  );
}

/** The names of the lanes alone, to stay visible above a diagram that scrolls. */
export function LaneHeads({ layout }: { readonly layout: DiagramLayout }): JSX.Element {
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      class="diagram"
      width={layout.width}
      height={HEAD_HEIGHT}
      viewBox={`0 0 ${layout.width} ${HEAD_HEIGHT}`}
      aria-hidden="true"
    >
      <LaneNames layout={layout} />
    </svg>
  );
}

interface RowProps {
  readonly row: DiagramRow;
  readonly layout: DiagramLayout;
  readonly onShow: ((row: DiagramRow) => void) | undefined;
  readonly isCurrent: boolean;
}

function Row({ row, layout, onShow, isCurrent }: RowProps): JSX.Element | null {
  if (row.shape === "blank") return null;
  const show = onShow === undefined ? undefined : () => onShow(row);
  const classes = ["row", `is-${row.shape}`, ...states(row, isCurrent)].join(" ");
  // Lower case: SVG attribute names are case-sensitive, and only `tabindex` makes a row focusable.
  const interactive =
    show === undefined ? {} : { role: "button" as const, tabindex: 0, onFocus: show, onPointerEnter: show };
  // The title is also the row's accessible name. A label would have to contain the texts as they are drawn (WCAG 2.5.3).
  const isNamed = show !== undefined || isShortened(row.item, textColumns(layout));
  return (
    <g class={classes} {...interactive}>
      {isNamed ? <title>{spoken(row.item)}</title> : null}
      {show === undefined && !isCurrent && !isOffending(row) ? null : (
        <rect class="band" x="0" y={row.top} width={layout.width} height={row.height} rx="3" />
      )}
      <RowShape row={row} layout={layout} />
    </g>
  );
}

function states(row: DiagramRow, isCurrent: boolean): string[] {
  const { item } = row;
  const isQuiet = item.kind === "event" && (item.event.kind === "ping" || item.event.kind === "pong");
  return [
    ...(isOffending(row) ? ["is-offending"] : []),
    ...(isQuiet ? ["is-quiet"] : []),
    ...(isCurrent ? ["is-current"] : []),
  ];
}

function isOffending({ item }: DiagramRow): boolean {
  return item.kind === "event" && item.offending;
}
