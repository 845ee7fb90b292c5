/**
 * The style of diagrams and their tables. Colours are custom properties that a page may set on any ancestor element;
 * every state also differs in line style, sign and text.
 */

const LIGHT = {
  ink: "#1f2328",
  dim: "#5c6470",
  line: "#6b7480",
  lane: "#b6bdc6",
  paper: "#ffffff",
  band: "#f3f1ec",
  bad: "#a8231b",
  "bad-band": "#fbecea",
  focus: "#0b5cad",
};

const DARK: typeof LIGHT = {
  ink: "#e4e2dd",
  dim: "#a3a9b2",
  line: "#8d96a2",
  lane: "#4a515b",
  paper: "#17191c",
  band: "#22252a",
  bad: "#ff9b8f",
  "bad-band": "#3a2220",
  focus: "#8ec2ff",
};

type Palette = (name: keyof typeof LIGHT) => string;

const variables = (colors: typeof LIGHT): string =>
  Object.entries(colors)
    .map(([name, color]) => `--diagram-${name}:${color}`)
    .join(";");

const rules = (color: Palette): string => `
.diagram{display:block;flex:none;font:12px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.diagram text{fill:${color("ink")};white-space:pre}
.diagram .lane-names text{font-weight:600}
.diagram .time{fill:${color("dim")};font-size:11px}
.diagram .lane{stroke:${color("lane")};stroke-width:1.5}
.diagram .lane.is-over{stroke-dasharray:1 5;stroke-linecap:round}
.diagram .held{fill:${color("band")};stroke:${color("line")};stroke-width:1.5}
.diagram .band{fill:transparent}
.diagram .line,.diagram .sign,.diagram .ring{stroke:${color("line")};stroke-width:1.5;fill:none}
.diagram .head{fill:${color("line")};stroke:${color("line")};stroke-linejoin:round}
.diagram .is-note .sign,.diagram .is-network .sign{fill:${color("line")}}
.diagram .is-network .sign{stroke-linejoin:round}
.diagram .is-network .what{font-weight:600}
.diagram .is-note text,.diagram .is-silence text{fill:${color("dim")};font-style:italic}
.diagram .break{fill:${color("paper")}}
.diagram .is-quiet .line{stroke-width:1;stroke-dasharray:2 3}
.diagram .is-quiet .what{fill:${color("dim")}}
.diagram .is-missing .line{stroke:${color("bad")};stroke-width:1.5;stroke-dasharray:7 5}
.diagram .is-missing .head{stroke:${color("bad")};stroke-width:1.5;fill:none}
.diagram .is-missing .what{font-style:italic}
.diagram .remark{fill:${color("dim")};font-weight:600}
.diagram .is-offending .remark,.diagram .is-missing .remark{fill:${color("bad")}}
.diagram .is-offending .band{fill:${color("bad-band")}}
.diagram .is-offending .line,.diagram .is-offending .sign{stroke:${color("bad")};stroke-width:2.5}
.diagram .is-offending .ring{stroke:${color("bad")};stroke-width:2}
.diagram .is-offending .head{fill:${color("bad")};stroke:${color("bad")}}
.diagram .is-offending .what{font-weight:600}
.diagram .is-current .band,.diagram [tabindex]:hover .band{fill:${color("band")}}
.diagram [tabindex]{cursor:default;outline:none}
.diagram [tabindex]:focus-visible .band{stroke:${color("focus")};stroke-width:2}
`;

/** The style for pages. Set the custom properties to follow another theme. */
export const DIAGRAM_STYLE = `
:root{${variables(LIGHT)}}
@media screen and (prefers-color-scheme:dark){:root{${variables(DARK)}}}
@media print{:root{${variables(LIGHT)}}}
${rules((name) => `var(--diagram-${name})`)}
.transcript{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
.transcript th,.transcript td{padding:.2rem .75rem .2rem 0;text-align:left;vertical-align:top}
.transcript td:first-child,.transcript .size{text-align:right;white-space:nowrap}
.transcript .way{white-space:nowrap}
.transcript .what{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere;min-width:14rem}
.transcript .remark{font-weight:600}
.transcript .is-offending .remark,.transcript .is-missing .remark{color:var(--diagram-bad)}
.transcript .is-missing .what,.transcript .is-silence .what{font-style:italic}
`;

/** The style for standalone SVG files: without custom properties, which many viewers do not support. */
export const FILE_STYLE = `${rules((name) => LIGHT[name])}@media screen and (prefers-color-scheme:dark){${rules((name) => DARK[name])}}`;

/** The background colours of standalone SVG files. */
export const PAPER = { light: LIGHT.paper, dark: DARK.paper };
