import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** The number of rows drawn above and below the visible ones. */
const OVERSCAN_ROWS = 12;
/** Closer to the end than this, in pixels, the table follows new rows. */
const END_SLACK = 24;

export interface WindowedTableProps {
  readonly label: string;
  readonly columns: readonly { readonly name: string; readonly class: string }[];
  readonly count: number;
  /** The exact height of every row, in pixels. */
  readonly rowHeight: number;
  readonly row: (index: number) => JSX.Element;
  /** The row that is scrolled into view when it changes. */
  readonly current?: number | undefined;
}

/** A table of any length, of which only the visible rows are in the DOM. It follows new rows unless scrolled back. */
export function WindowedTable({ label, columns, count, rowHeight, row, current }: WindowedTableProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [view, setView] = useState({ top: 0, height: 400 });
  const measure = () => {
    const element = place.current;
    if (element === null) return;
    follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < END_SLACK;
    setView({ top: element.scrollTop, height: element.clientHeight });
  };
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null || !follows.current) return;
    element.scrollTop = element.scrollHeight;
    measure();
  }, [count]);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null || current === undefined || current < 0) return;
    const top = current * rowHeight;
    if (top < element.scrollTop || top + 2 * rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top - element.clientHeight / 3;
    measure();
  }, [current]);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - OVERSCAN_ROWS);
  const last = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN_ROWS);
  return (
    <div class="frames" ref={place} onScroll={measure} tabIndex={0} role="region" aria-label={label}>
      <table aria-rowcount={count + 1}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" class={column.class}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={first * rowHeight} />
          {Array.from({ length: Math.max(0, last - first) }, (_, index) => row(first + index))}
          <Spacer height={(count - last) * rowHeight} />
        </tbody>
      </table>
    </div>
  );
}

function Spacer({ height }: { readonly height: number }): JSX.Element | null {
  return height <= 0 ? null : <tr aria-hidden="true" style={{ height: `${height}px` }} />;
}
