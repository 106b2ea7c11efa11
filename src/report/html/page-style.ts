/**
 * How pages look: the reader's own light or dark, narrow screens, what a keyboard is on, paper. Colours are Okabe and
 * Ito's, and nothing is said by a colour alone.
 */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --ground: #ffffff; --raised: #f4f6f8; --rule: #d0d7de;
  --good: #0072b2; --bad: #b34700; --mark: #ffe3b8; --heat: 0, 114, 178; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa7b4; --ground: #0d1117; --raised: #161b22;
  --rule: #343b44; --good: #6cb8ee; --bad: #ff9e5e; --mark: #5a3a00; --heat: 86, 180, 233; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
main:focus, .finding:focus { outline: none; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0.5rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; border-bottom: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.2rem 0 0.4rem; overflow-wrap: anywhere; }
a { color: var(--good); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible,
.scroll:focus-visible { outline: 3px solid var(--good); outline-offset: 2px; }
code, pre, .mono { font: 0.85rem/1.45 ui-monospace, monospace; }
pre { background: var(--raised); padding: 0.7rem; margin: 0.4rem 0; overflow: auto; border-radius: 6px; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.scroll { overflow-x: auto; position: relative; }
table { border-collapse: collapse; font-size: 0.9rem; }
caption { text-align: left; color: var(--soft); padding: 0.2rem 0; }
th, td { text-align: left; padding: 0.2rem 0.7rem 0.2rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th { font-weight: 600; white-space: nowrap; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.name { overflow-wrap: anywhere; min-width: 6rem; } td.what { min-width: 14rem; }
.verdict { border-left: 6px solid var(--good); background: var(--raised); padding: 0.8rem 1rem; border-radius: 6px; }
.verdict.bad { border-color: var(--bad); }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; } .soft { color: var(--soft); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; margin: 0.6rem 0; }
.facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0.5rem 1.5rem; align-items: start; }
.columns > * { min-width: 0; }
.chart { margin: 0; } .chart svg { width: 100%; height: auto; max-width: 30rem; }
.heat { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 3px; padding: 0; margin: 0.4rem 0;
  list-style: none; font-size: 0.8rem; }
.heat li { display: flex; justify-content: space-between; gap: 0.5rem; padding: 0.1rem 0.4rem; border-radius: 3px;
  background: rgba(var(--heat), var(--warmth)); overflow-wrap: anywhere; }
  .heat li span:last-child { white-space: nowrap; }
.heat li.never { background: none; outline: 1px dashed var(--bad); outline-offset: -1px; }
.filters { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: end; margin: 0.5rem 0; }
.filters label { display: grid; font-size: 0.8rem; color: var(--soft); }
input, select, button { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--rule);
  border-radius: 6px; padding: 0.25rem 0.5rem; }
details { margin: 0.3rem 0; } summary { cursor: pointer; }
.graph { overflow: auto; border: 1px solid var(--rule); border-radius: 6px; } .graph svg { display: block; }
.graph .atom rect { fill: var(--raised); stroke: var(--soft); } .graph text { fill: var(--ink); font-size: 11px; }
.graph .live rect { stroke: var(--good); stroke-width: 2; } .graph .lost rect { stroke: var(--bad); stroke-dasharray: 2 3; stroke-width: 2; }
.graph .dead rect { stroke-dasharray: 6 3; } .graph .edge { fill: none; stroke: var(--soft); } .graph .why { stroke: var(--good); stroke-width: 2; }
.site { background: var(--mark); color: inherit; border-radius: 2px; } .bytes { white-space: pre-wrap; overflow-wrap: anywhere; }
.code td { border: 0; padding: 0 0.9rem 0 0; } .code tr.relocation td { color: var(--soft); padding-left: 1rem; }
.code tr.wrong td { color: var(--bad); }
.finding { display: none; } .finding:target, .alone .finding { display: block; }
body:has(.finding:target) .campaign { display: none; }
.skip { position: absolute; left: -999rem; } .skip:focus { left: 1rem; background: var(--ground); padding: 0.3rem; }
/* For those who listen: words where the eye has a sign. */
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
@media (max-width: 40rem) { body { padding: 0.6rem; } .facts { grid-template-columns: 1fr; } .facts dt { margin-top: 0.3rem; } }
@media print { .filters { display: none; } details > * { display: block; } }
`;
