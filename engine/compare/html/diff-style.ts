/**
 * The style of diffs. The colours distinguish the sides without judging them: blue and sand, which people with colour
 * blindness can tell apart, with a sign in every line. Each is a custom property that a page may override.
 */

const LIGHT = {
  removed: "#e6eef8",
  "removed-word": "#bdd5f0",
  added: "#f7edd3",
  "added-word": "#ecd49a",
  empty: "#f3f1ec",
  ink: "#1f2328",
  dim: "#575f6a",
  line: "#dcd7cc",
};

const DARK: typeof LIGHT = {
  removed: "#1b2a3c",
  "removed-word": "#2f4d70",
  added: "#332a14",
  "added-word": "#5f4d1f",
  empty: "#212326",
  ink: "#e4e2dd",
  dim: "#a3a9b2",
  line: "#3a3f46",
};

const variables = (colors: typeof LIGHT): string =>
  Object.entries(colors)
    .map(([name, color]) => `--diff-${name}:${color}`)
    .join(";");

/** Narrower windows have no room for two columns of code. */
const TWO_COLUMNS = "48rem";

export const DIFF_STYLE = `
:root{${variables(LIGHT)}}
@media screen and (prefers-color-scheme:dark){:root{${variables(DARK)}}}
.diff{margin:.5rem 0 1.5rem;border-block:1px solid var(--diff-line);color:var(--diff-ink)}
.diff-table{width:100%;table-layout:fixed;border-collapse:collapse;font:.8125rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.diff-table th,.diff-table td{padding:0;border:0;vertical-align:top;text-align:left;white-space:pre-wrap;overflow-wrap:anywhere}
.diff-table th{padding:.3rem .5rem;border-bottom:1px solid var(--diff-line);color:var(--diff-ink);font:600 .8125rem/1.5 system-ui,sans-serif;white-space:normal}
.diff-table .diff-number{padding-right:.5rem;color:var(--diff-dim);text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;user-select:none}
.diff-table .diff-sign{text-align:center;white-space:nowrap;user-select:none}
.diff-table .diff-text{padding-right:.5rem}
.diff-table col.diff-number{width:2.75rem}
.diff-table col.diff-sign{width:1.5rem}
.diff-sides th+th{border-left:1px solid var(--diff-line)}
.diff-removed{background:var(--diff-removed)}
.diff-added{background:var(--diff-added)}
.diff-empty,.diff-fold td{background:var(--diff-empty)}
.diff-table .diff-fold td{padding:.15rem .75rem;color:var(--diff-dim);font-family:system-ui,sans-serif}
.diff-text del,.diff-text ins{border-radius:2px;text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.2em}
.diff-text del{background:var(--diff-removed-word)}
.diff-text ins{background:var(--diff-added-word)}
.diff-key{display:inline-block;padding:0 .4rem;border-radius:2px;font-weight:400}
.diff-more{margin:.4rem .5rem;color:var(--diff-dim);font-size:.875rem}
.diff-unified.is-fallback{display:none}
@media (max-width:${TWO_COLUMNS}),print{.diff-sides{display:none}.diff-unified.is-fallback{display:table}}
@media print{:root{--diff-removed:#fff;--diff-added:#fff;--diff-removed-word:#ddd;--diff-added-word:#ddd;--diff-empty:#fff;--diff-ink:#000;--diff-dim:#444}}
`;
