/** The comparison page's own style, in addition to those of diagrams and diffs. */
export const COMPARE_STYLE = `
.check{border-top:1px solid var(--rule)}
.check>summary{padding:.5rem 0;cursor:pointer;overflow-wrap:anywhere}
.check>div{padding-bottom:1.25rem}
.pair{display:flex;gap:1.5rem;width:max-content}
.side{font:600 .875rem/1.4 var(--sans);margin:0 0 .25rem}
figure{margin:.5rem 0}
figure summary{cursor:pointer;color:var(--dim);font-size:.875rem;padding:.25rem 0}
`;
