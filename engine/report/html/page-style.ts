/** The style of every self-contained page: light, dark and printed. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;
--paper:#fdfcf9;--ink:#1f2328;--dim:#575f6a;--rule:#dcd7cc;--band:#f3f1ec;--link:#0b5394;--good:#1a6437;--bad:#a8231b;--warn:#7a4f00;
--serif:Charter,"Bitstream Charter","Iowan Old Style","Palatino Linotype","URW Palladio L",Georgia,serif;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
--diagram-paper:var(--paper)}
@media screen and (prefers-color-scheme:dark){:root{
--paper:#17191c;--ink:#e4e2dd;--dim:#a3a9b2;--rule:#3a3f46;--band:#22252a;--link:#8ec2ff;--good:#86d3a2;--bad:#ff9b8f;--warn:#e8c06a;
--diagram-paper:var(--paper)}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:1.0625rem/1.55 var(--serif);-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:76rem;padding:2.5rem clamp(1rem,4vw,3rem) 4rem}
h1,h2,h3{line-height:1.25;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:1.9rem;margin:0 0 .5rem;font-weight:600}
h2{font-size:1.35rem;margin:3rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--rule);font-weight:600}
h3{font-size:1.08rem;margin:1.75rem 0 .4rem}
.small{font:600 .95rem/1.4 var(--sans);margin:1.25rem 0 .3rem}
p,li,dd{max-width:38rem;overflow-wrap:anywhere}
p{margin:.5rem 0}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;margin:1rem 0;font:.9375rem/1.5 var(--sans)}
table,summary,figcaption,caption,.facts{font-family:var(--sans)}
table{border-collapse:collapse;font-size:.9375rem;line-height:1.45;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--dim);font-size:.875rem;padding-bottom:.35rem}
th{font-weight:600;text-align:left}
thead th{border-bottom:1px solid var(--rule);color:var(--dim);font-size:.8125rem;white-space:nowrap}
td,th{padding:.3rem 1.25rem .3rem 0;vertical-align:top}
.number{text-align:right;white-space:nowrap}
.nowrap{white-space:nowrap}
.scroll{overflow-x:auto;max-width:100%;padding:.25rem 0}
.scroll>table tbody tr+tr>*{border-top:1px solid var(--rule)}
pre{font:.8125rem/1.5 var(--mono);background:var(--band);padding:.75rem 1rem;margin:.5rem 0;overflow:auto;max-height:24rem;border-radius:4px}
code{font-family:var(--mono);font-size:.875em;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.25rem;margin:.75rem 0;font-size:.9375rem}
.facts dt{color:var(--dim)}
.facts dd{margin:0}
@media (max-width:30rem){td,th{padding-right:.8rem}.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.5rem}}
.state{white-space:nowrap;font-family:var(--sans)}
.passed{color:var(--good)}.failed{color:var(--bad)}.error{color:var(--warn)}.skipped,.dim{color:var(--dim)}
.state.failed,.state.error{font-weight:600}
@media print{
:root{color-scheme:light;--paper:#fff;--ink:#000;--dim:#444;--rule:#999;--band:#fff;--link:#000;--good:#000;--bad:#000;--warn:#000}
html{font-size:10pt}body{max-width:none;padding:0}nav{display:none}
.scroll,pre{overflow:visible;max-height:none}pre{white-space:pre-wrap;border:1px solid var(--rule)}
h2,h3{break-after:avoid}tr,figure,svg{break-inside:avoid}
a{text-decoration:none}}
`;
