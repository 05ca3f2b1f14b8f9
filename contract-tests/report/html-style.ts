/** The style sheet of the HTML report: no external fonts or images, dark mode if the reader's system uses it. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1d2430; --quiet: #5b6675; --line: #d9dee5; --paper: #fff; --shade: #f4f6f8;
  --good: #1a7f43; --bad: #b3261e; --find: #8a5a00; --skip: #5b6675; --good-paper: #e6f4ea; --bad-paper: #fce8e6;
  --find-paper: #fdf3dc; --skip-paper: #eceff3; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ee; --quiet: #a3adba; --line: #3a434f; --paper: #171b21;
  --shade: #20262e; --good: #6fd394; --bad: #ff9d94; --find: #f0c060; --skip: #a3adba; --good-paper: #183424;
  --bad-paper: #43201d; --find-paper: #3b2f14; --skip-paper: #272e37; } }
* { box-sizing: border-box; }
body { overflow-wrap: break-word; margin: 0 auto; max-width: 76rem; padding: 2rem 1.5rem 4rem; background: var(--paper); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; line-height: 1.3; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .4rem 0; }
.quiet { color: var(--quiet); }
.verdict { border-left: .4rem solid; padding: 1rem 1.25rem; border-radius: .35rem; }
.verdict.good { border-color: var(--good); background: var(--good-paper); }
.verdict.bad { border-color: var(--bad); background: var(--bad-paper); }
.verdict.open { border-color: var(--skip); background: var(--skip-paper); }
.figures { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0; padding: 0; list-style: none; }
.figures li { flex: 1 1 7rem; padding: .6rem .9rem; background: var(--shade); border-radius: .35rem; }
.figures b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.glance { margin: .8rem 0; padding-left: 1.2rem; } .operation { margin: 1.2rem 0 .3rem; } a { color: inherit; }
.good-text { color: var(--good); } .bad-text { color: var(--bad); } .find-text { color: var(--find); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
article { border: 1px solid var(--line); border-radius: .35rem; padding: .9rem 1.1rem; margin: .75rem 0; }
article.fails, article.error { border-left: .3rem solid var(--bad); }
article.finding { border-left: .3rem solid var(--find); }
code, pre { font: 12.5px/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre { background: var(--shade); padding: .6rem .8rem; margin: .4rem 0; border-radius: .25rem; white-space: pre-wrap;
  overflow-wrap: anywhere; max-height: 22rem; overflow-y: auto; }
.id { color: var(--quiet); font-weight: normal; overflow-wrap: anywhere; }
details { margin: .4rem 0; } summary { cursor: pointer; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; padding: .3rem .55rem; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { background: var(--shade); }
.matrix th, .matrix td { text-align: center; white-space: nowrap; padding: .3rem .4rem; } .matrix tbody th { text-align: left; font-weight: normal; }
.reached { background: var(--good-paper); color: var(--good); }
.missed { background: var(--skip-paper); color: var(--skip); }
.tag { display: inline-block; border-radius: .25rem; padding: 0 .4rem; background: var(--skip-paper); white-space: nowrap; }
.tag.conforms { background: var(--good-paper); color: var(--good); }
.tag.fails, .tag.error { background: var(--bad-paper); color: var(--bad); }
.tag.finding { background: var(--find-paper); color: var(--find); }
@media print { body { max-width: none; padding: 0; } pre { max-height: none; } article { break-inside: avoid; } }
`;
