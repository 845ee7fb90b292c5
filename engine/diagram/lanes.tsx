/** The lanes of a diagram: their names, and the lines that show how long a connection or the server lived. */
import type { JSX } from "preact";
import { shortened } from "../text/width.ts";
import type { DiagramLayout } from "./layout.ts";
import { peerName } from "./row-words.ts";

const NAME_COLUMNS = 11;
const NAME_Y = 19;
const LINE_FROM = 27;

export function LaneNames({ layout }: { readonly layout: DiagramLayout }): JSX.Element {
  return (
    <g class="lane-names">
      {layout.lanes.map(({ peer, x }) => (
        <text key={peer} x={x} y={NAME_Y} text-anchor="middle">
          {shortened(peerName(peer), NAME_COLUMNS)}
        </text>
      ))}
    </g>
  );
}

/**
 * The part of the lines between two heights: dotted after the end of a connection or process, and a bar while a request is
 * held.
 */
export function LaneLines({
  layout,
  top,
  bottom,
}: {
  readonly layout: DiagramLayout;
  readonly top: number;
  readonly bottom: number;
}): JSX.Element {
  const from = top < LINE_FROM + 16 ? LINE_FROM : top;
  return (
    <g class="lanes">
      {layout.lanes.map(({ peer, x, endsAt }) => {
        const end = Math.max(from, Math.min(bottom, endsAt ?? bottom));
        return (
          <g key={peer}>
            {end > from ? <line class="lane" x1={x} y1={from} x2={x} y2={end} /> : null}
            {end < bottom ? <line class="lane is-over" x1={x} y1={end} x2={x} y2={bottom} /> : null}
          </g>
        );
      })}
      {layout.held.map((bar) => {
        const [upper, lower] = [Math.max(top, bar.from), Math.min(bottom, bar.to)];
        return lower > upper ? (
          <rect key={`${bar.x} ${bar.from}`} class="held" x={bar.x - 4} y={upper} width="8" height={lower - upper} />
        ) : null;
      })}
    </g>
  );
}
