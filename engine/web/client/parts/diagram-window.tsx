import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { rowsBetween, type DiagramLayout, type DiagramRow } from "../../../diagram/layout.ts";
import { LaneHeads, SequenceDiagram } from "../../../diagram/sequence-diagram.tsx";

/** The height drawn above and below the visible part, in pixels, so that scrolling shows no gaps. */
const OVERSCAN = 600;

export interface DiagramWindowProps {
  readonly layout: DiagramLayout;
  readonly label: string;
  /** The row chosen in the address. */
  readonly current: number | undefined;
  /** The row that is scrolled into view at first, and when it changes: the chosen one, or the one that tells why a check failed. */
  readonly inView: number | undefined;
  /** Called when the pointer or the focus is on a row. */
  readonly onShow: (row: DiagramRow) => void;
  /** Called when a row is clicked, or Enter is pressed on it. */
  readonly onChoose: (row: DiagramRow) => void;
}

/** A diagram of any length, of which only the visible rows are in the DOM. Arrow keys move between rows. */
export function DiagramWindow({ layout, label, current, inView, onShow, onChoose }: DiagramWindowProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<DiagramRow>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const measure = () => {
    const element = place.current;
    if (element !== null) setView({ top: element.scrollTop, height: element.clientHeight });
  };
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    if (place.current !== null) observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const row = inView === undefined ? undefined : layout.rows[inView];
    const element = place.current;
    if (row === undefined || element === null) return;
    const isInView = row.top >= element.scrollTop && row.top + row.height <= element.scrollTop + element.clientHeight;
    if (!isInView) element.scrollTop = row.top - element.clientHeight / 3;
    measure();
  }, [inView, layout]);
  const choose = () => shown.current !== null && onChoose(shown.current);
  return (
    <div
      class="diagram-window"
      ref={place}
      onScroll={measure}
      onClick={(event) => (event.target as Element).closest("g.row") !== null && choose()}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          choose();
        }
        if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event, event.key === "ArrowDown");
      }}
    >
      <div class="lane-heads">
        <LaneHeads layout={layout} />
      </div>
      <SequenceDiagram
        layout={layout}
        label={label}
        window={rowsBetween(layout, view.top - OVERSCAN, view.top + view.height + OVERSCAN)}
        current={current}
        onShow={(row) => {
          shown.current = row;
          onShow(row);
        }}
      />
    </div>
  );
}

function step(event: KeyboardEvent, isDown: boolean): void {
  const row = (event.target as Element).closest("g.row");
  const next = isDown ? row?.nextElementSibling : row?.previousElementSibling;
  if (!(next instanceof SVGElement) || !next.hasAttribute("tabindex")) return;
  event.preventDefault();
  next.focus();
}
