export const CLASS_REPORT_STYLE = `
.bar{vertical-align:-.1em}
@media (max-width:30rem){.scroll .bar{width:5rem}}
.bar-frame{fill:none;stroke:var(--dim)}
.bar-fill{fill:var(--dim)}
.causes,.checks{padding-left:1.1rem}
.causes li,.checks li{margin:.35rem 0}
.checks{list-style:none;padding-left:0}
.checks>li{max-width:none}
.columns{columns:14rem;padding-left:1.1rem}
.name{font-weight:400;min-width:9rem;max-width:20rem;overflow-wrap:anywhere}
.submission{border-top:1px solid var(--rule)}
.submission>summary{padding:.5rem 0;cursor:pointer;overflow-wrap:anywhere}
.submission>div{padding:0 0 1.5rem;scroll-margin-top:3rem}
figure{margin:.75rem 0}
figure summary{cursor:pointer;color:var(--dim);font-size:.875rem;padding:.25rem 0}
`;
