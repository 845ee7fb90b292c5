/** The cost board as a picture: a group of bars for each measure, each bar with its name and value as text. */
import type { JSX } from "preact";
import { renderToStaticMarkup } from "preact-render-to-string";
import { MEASURES, shown, type Measure } from "./cost-measures.ts";
import type { Cost } from "./cost.ts";

/** The width of a picture that has room, in pixels. */
export const CHART_WIDTH = 720;

const ROW = 22;
const HEAD = 30;
const NAMES = 112;
const VALUES = 84;
const BAR = 12;
const LEAST_BAR = 60;
const PAD = 12;

export interface CostChartProps {
  readonly costs: readonly Cost[];
  /** In pixels. */
  readonly width: number;
  /** A sentence about what was measured. */
  readonly label: string;
}

/** Drawn in the colour of the text around it. */
export function CostChart({ costs, width, label }: CostChartProps): JSX.Element {
  const inner = Math.max(NAMES + LEAST_BAR + VALUES, width - 2 * PAD);
  const height = MEASURES.length * (HEAD + costs.length * ROW) + 2 * PAD;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      class="cost-chart"
      width={inner + 2 * PAD}
      height={height}
      viewBox={`0 0 ${inner + 2 * PAD} ${height}`}
      role="img"
      aria-label={label}
      font-family="ui-sans-serif, system-ui, sans-serif"
      font-size="13"
      fill="currentColor"
    >
      {MEASURES.map((measure, index) => (
        <g key={measure.title} transform={`translate(${PAD} ${PAD + index * (HEAD + costs.length * ROW)})`}>
          <Bars measure={measure} costs={costs} room={inner - NAMES - VALUES} />
        </g>
      ))}
    </svg>
  );
}

function Bars({
  measure,
  costs,
  room,
}: {
  readonly measure: Measure;
  readonly costs: readonly Cost[];
  readonly room: number;
}): JSX.Element {
  const most = Math.max(...costs.map((cost) => measure.valueOf(cost) ?? 0));
  return (
    <>
      <text y={18} font-weight="600">
        {measure.title}
      </text>
      {costs.map((cost, index) => {
        const length = most === 0 ? 0 : ((measure.valueOf(cost) ?? 0) / most) * room;
        const y = HEAD + index * ROW;
        return (
          <g key={cost.approach}>
            <text y={y + BAR - 1}>{cost.approach}</text>
            <rect x={NAMES} y={y} width={Math.max(1, length)} height={BAR} opacity="0.75" />
            <text x={NAMES + length + 8} y={y + BAR - 1}>
              {shown(measure, cost)}
            </text>
          </g>
        );
      })}
    </>
  );
}

/** The picture as a file of its own, for light and dark surroundings. */
export function costSvg(props: CostChartProps): string {
  const style =
    "<style>svg{color:#1f2328;background:#fff}@media screen and (prefers-color-scheme:dark){svg{color:#e4e2dd;background:#17191c}}</style>";
  return `${renderToStaticMarkup(<CostChart {...props} />).replace(/>/, `>${style}`)}\n`;
}
