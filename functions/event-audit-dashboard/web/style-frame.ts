/** The page around the content: header, navigation, main column, footer. */
export const frame = `*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column;
  background: var(--ground); color: var(--text); font: 14px/1.5 var(--sans);
}
h1, h2, p, ul, ol, dl, dd, figure, pre { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: 22px; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; }
h2 { font-size: 14px; line-height: 1.4; font-weight: 650; }
h2 small, .tile-number small { font-size: 12px; font-weight: 400; color: var(--faint); margin-left: 4px; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; text-underline-offset: 3px; }
a.quiet { color: inherit; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
code, .mono { font-family: var(--mono); font-size: .93em; }
[hidden] { display: none !important; }
.skip { position: absolute; left: -999px; top: 8px; background: var(--card); padding: 8px 14px; z-index: 9; }
.skip:focus { left: 8px; }
.top { background: var(--card); border-bottom: 1px solid var(--line); position: sticky; top: 0; z-index: 5; }
.bar {
  max-width: 1480px; margin: 0 auto; padding: 0 24px; min-height: 54px;
  display: flex; align-items: center; gap: 24px;
}
.brand { display: flex; align-items: center; gap: 9px; font-weight: 700; font-size: 15px; color: var(--text); }
.brand:hover { text-decoration: none; }
.logo { width: 24px; height: 24px; }
.logo rect { fill: var(--accent); }
.logo path { fill: none; stroke: var(--accent-text); stroke-width: 1.5; stroke-linejoin: round; stroke-linecap: round; }
.top nav { display: flex; gap: 2px; align-self: stretch; }
.top nav a {
  display: flex; align-items: center; padding: 0 12px; color: var(--soft); font-weight: 500;
  border-bottom: 2px solid transparent; border-top: 2px solid transparent;
}
.top nav a:hover { color: var(--text); text-decoration: none; }
.top nav a[aria-current] { color: var(--text); border-bottom-color: var(--accent); }
.top nav a:focus-visible { outline-offset: -3px; }
.search { flex: 1; display: flex; justify-content: flex-end; }
.search input { width: 100%; max-width: 300px; }
.live { display: flex; align-items: center; gap: 7px; font-size: 12px; color: var(--faint); white-space: nowrap; min-width: 62px; }
.live::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: var(--dim); }
.live[data-state=live] { color: var(--ok-text); }
.live[data-state=live]::before { background: #2fa56b; box-shadow: 0 0 0 3px rgb(47 165 107 / 22%); }
.live[data-state=polling]::before { background: var(--medium); }
.live[data-state=away] { color: var(--bad-text); }
.live[data-state=away]::before { background: var(--bad); }
main { flex: 1; width: 100%; max-width: 1480px; margin: 0 auto; padding: 22px 24px 32px; }
main, [data-fragment], .stack { display: grid; gap: 16px; align-content: start; }
main > *, [data-fragment] > * { min-width: 0; }
.title-row { display: flex; align-items: center; justify-content: space-between; gap: 12px; flex-wrap: wrap; }
.crumbs { font-size: 13px; margin-bottom: -6px; }
.crumbs a::before { content: "\\2190\\00a0"; }
.foot {
  max-width: 1480px; width: 100%; margin: 0 auto; padding: 14px 24px 22px; color: var(--faint); font-size: 12px;
  display: flex; gap: 6px 24px; justify-content: space-between; flex-wrap: wrap;
}
.open-note strong { color: var(--warn-text); }
@media (max-width: 760px) {
  .bar { flex-wrap: wrap; gap: 0 12px; padding: 10px 14px 0; }
  .top { position: static; }
  .top nav { order: 3; width: 100%; height: 42px; justify-content: space-between; margin: 2px -6px 0; }
  .top nav a { padding: 0 8px; }
  .search { order: 1; }
  .live { order: 2; min-width: 0; }
  .search input { max-width: none; }
  .brand span { display: none; }
  main { padding: 16px 14px 24px; }
  .foot { padding: 12px 14px 20px; }
}
@media (prefers-reduced-motion: no-preference) { .button, .tile, .table tbody tr { transition: background .12s, border-color .12s; } }
`
