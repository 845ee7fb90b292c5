/** The page of a comparison, and what diff2html draws, in the colours of the other pages. */
export const COMPARE_STYLE = `
:root{--del:#fbe4e1;--ins:#dff0e2;--del-word:#f3b8b0;--ins-word:#a9d9b3}
@media (prefers-color-scheme:dark){:root{--del:#3b2221;--ins:#1d3324;--del-word:#7a3a34;--ins-word:#2f6a41}}
@media print{:root{--del:#fff;--ins:#fff;--del-word:#ddd;--ins-word:#ddd}}
.d2h-files-diff{display:grid;grid-template-columns:1fr 1fr;gap:1px;border:1px solid var(--rule);margin:.5rem 0 1.5rem}
.d2h-file-side-diff{overflow-x:auto;min-width:0}
.d2h-file-side-diff+.d2h-file-side-diff{border-left:1px solid var(--rule)}
.d2h-diff-table{width:100%;border-collapse:collapse;font:.8125rem/1.5 var(--mono)}
.d2h-diff-table td{padding:0;border:0;vertical-align:top}
.d2h-diff-table tr{height:1.21875rem}
.d2h-files-diff .side{padding:.25rem .75rem;margin:0;position:sticky;left:0;border-bottom:1px solid var(--rule)}
.d2h-diff-table .d2h-code-side-linenumber{width:2.6rem;min-width:2.6rem;padding:0 .5rem 0 .25rem;text-align:right;color:var(--dim);user-select:none}
.d2h-code-side-line{white-space:nowrap;padding-right:1rem}
.d2h-code-side-line br{display:none}
.d2h-code-line-prefix{color:var(--dim);user-select:none}
.d2h-code-line-prefix,.d2h-code-line-ctn{white-space:pre}
.d2h-info .d2h-code-side-line{white-space:pre}
.d2h-info{color:var(--dim);background:var(--band);font-style:italic}
.d2h-del,.d2h-del+td{background:var(--del)}
.d2h-ins,.d2h-ins+td{background:var(--ins)}
.d2h-emptyplaceholder{background:var(--band)}
.d2h-del del,.d2h-ins ins{text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.2em;border-radius:2px}
.d2h-del del{background:var(--del-word)}
.d2h-ins ins{background:var(--ins-word)}
.check{border-top:1px solid var(--rule)}
.check>summary{padding:.5rem 0;cursor:pointer;overflow-wrap:anywhere}
.check>div{padding-bottom:1.25rem}
.pair{display:flex;gap:1.5rem;width:max-content}
.side{font:600 .875rem/1.4 var(--sans);margin:0 0 .25rem}
figure{margin:.5rem 0}
figure summary{cursor:pointer;color:var(--dim);font-size:.875rem;padding:.25rem 0}
`;
