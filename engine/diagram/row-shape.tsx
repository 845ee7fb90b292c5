/** One row as lines, signs and text. Every state has its own shape, so that none depends on colour alone. */
import type { JSX } from "preact";
import type { DiagramLayout, DiagramRow } from "./layout.ts";
import { wordsOf } from "./row-words.ts";
import { textColumns } from "./text-columns.ts";

const TIME_X = 54;
const HEAD = 7;
/** The distance between a lane and the tip of an arrow. */
const GAP = 3;
const BREAK_HALF = 5;

interface ShapeProps {
  readonly row: DiagramRow;
  readonly layout: DiagramLayout;
}

export function RowShape({ row, layout }: ShapeProps): JSX.Element {
  const { time, what, remark } = wordsOf(row.item, textColumns(layout));
  const crosses = row.shape === "arrow" || row.shape === "missing";
  const textY = crosses ? row.y - 7 : row.y + 4;
  return (
    <>
      {time === "" ? null : (
        <text class="time" x={TIME_X} y={crosses ? row.y + 4 : textY} text-anchor="end">
          {time}
        </text>
      )}
      <Sign row={row} layout={layout} />
      <text class="what" x={layout.text.x} y={textY}>
        {what}
      </text>
      {remark === "" ? null : (
        <text class="remark" x={layout.text.x} y={crosses ? row.y + 17 : textY + 16}>
          {`${signOf(row)} ${remark}`}
        </text>
      )}
    </>
  );
}

/** The sign before a remark, so that a state does not depend on colour alone. */
function signOf({ item }: DiagramRow): string {
  if (item.kind === "missing") return "?";
  return item.kind === "event" && item.offending ? "\u2717" : "\u2013";
}

function Sign({ row, layout }: ShapeProps): JSX.Element | null {
  const { from: x, y } = row;
  switch (row.shape) {
    case "arrow":
    case "missing":
      return <Arrow row={row} />;
    case "close":
      return <path class="sign" d={`M${x - 6} ${y - 6}l12 12m0 -12l-12 12`} />;
    case "error":
      return <path class="sign" d={`M${x} ${y - 8}l8 14h-16zm0 5v5`} />;
    case "exit":
      return <path class="sign" d={`M${x - 8} ${y - 8}h16v16h-16zm4 4l8 8m0 -8l-8 8`} />;
    case "network":
      return <path class="sign" d={`M${x + 3} ${y - 9}l-8 10h6l-3 8l8 -10h-6z`} />;
    case "note":
      return <circle class="sign" cx={x} cy={y} r="3" />;
    case "silence":
      return (
        <>
          {layout.lanes.map(({ peer, x: lane }) => (
            <g key={peer}>
              <rect class="break" x={lane - 7} y={y - BREAK_HALF} width="14" height={2 * BREAK_HALF} />
              <path class="sign" d={`M${lane - 7} ${y - 2}l14 -5m-14 12l14 -5`} />
            </g>
          ))}
        </>
      );
    case "blank":
      return null;
  }
}

function Arrow({ row: { from, to, y, item, shape } }: { readonly row: DiagramRow }): JSX.Element {
  const way = Math.sign(to - from) || 1;
  const point = to - way * GAP;
  const back = point - way * HEAD;
  const isOffending = item.kind === "event" && item.offending;
  return (
    <>
      <line class="line" x1={from} y1={y} x2={shape === "missing" ? point : back} y2={y} />
      <path class="head" d={`M${back} ${y - 4.5}L${point} ${y}L${back} ${y + 4.5}${shape === "missing" ? "" : "z"}`} />
      {isOffending ? <circle class="ring" cx={point - way * 4} cy={y} r="10" /> : null}
    </>
  );
}
