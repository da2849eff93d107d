/** Alerts, tiles, chart, tables; tables become cards where it is narrow. */
export const lists = `.split { display: grid; gap: 16px; grid-template-columns: minmax(0, 1.7fr) minmax(0, 1fr); }
.thirds { display: grid; gap: 16px; grid-template-columns: repeat(3, minmax(0, 1fr)); }
.halves { display: grid; gap: 16px; grid-template-columns: repeat(2, minmax(0, 1fr)); align-items: start; }
.counts { display: flex; gap: 14px; flex-wrap: wrap; }
.tiles { display: grid; gap: 12px; grid-template-columns: repeat(6, minmax(0, 1fr)); }
.tile {
  display: block; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: var(--radius);
  padding: 12px 16px; box-shadow: var(--shadow); min-width: 0;
}
a.tile:hover { border-color: var(--line-strong); text-decoration: none; }
.tile-name { font-size: 12px; color: var(--faint); }
.tile-number { font-size: 24px; line-height: 1.3; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.tile-change { font-size: 12px; color: var(--soft); }
.bad-news, .tile.bad .tile-number { color: var(--bad-text); }
.alerts { display: grid; }
.alerts.card { padding: 4px 0; }
.alerts.card .alert { padding-left: 18px; padding-right: 18px; }
.alert { position: relative; padding: 9px 0 9px 14px; border-top: 1px solid var(--line); min-width: 0; }
.alert:first-child { border-top: 0; }
.alert::before, article.card[class*=edge-]::before { content: ""; position: absolute; left: 0; top: 10px; bottom: 10px; width: 3px; border-radius: 2px; background: var(--tone); }
article.card[class*=edge-] { position: relative; padding-left: 22px; }
article.card[class*=edge-]::before { top: 16px; bottom: 16px; left: 8px; }
.alerts.card .alert::before { left: 8px; }
.alert-line { display: flex; align-items: center; gap: 9px; min-width: 0; }
.alert-title { font-weight: 600; color: var(--text); min-width: 0; display: flex; }
.alert-facts { display: flex; flex-wrap: wrap; gap: 1px 14px; margin-top: 3px; color: var(--faint); font-size: 12.5px; }
.alert-facts .mono { color: var(--soft); max-width: 100%; }
.alert-head { display: flex; gap: 12px 24px; justify-content: space-between; align-items: flex-start; flex-wrap: wrap; }
.alert-head h1 { overflow-wrap: anywhere; }
.actions { display: flex; gap: 8px; flex-wrap: wrap; }
.act { display: grid; gap: 10px; }
.act + .act { margin-top: 14px; padding-top: 14px; border-top: 1px solid var(--line); }
.act-pair { display: grid; gap: 10px; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); align-items: end; }
.owner::before { content: "\\2192\\00a0"; }
.said { white-space: pre-wrap; overflow-wrap: anywhere; }
.lead { margin-top: 8px; font-size: 15px; color: var(--soft); overflow-wrap: anywhere; max-width: 100ch; }
.lines > li { padding: 8px 0; border-top: 1px solid var(--line); min-width: 0; }
.lines > li:first-child { border-top: 0; padding-top: 2px; }
.lines .faint { display: flex; flex-wrap: wrap; gap: 0 5px; }
.lines b { font-weight: 600; }
.lines span.faint { display: inline-flex; }
.whole-line { display: flex; min-width: 0; }
.top-list li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 12px; padding: 5px 0; }
.top-list a { min-width: 0; color: var(--text); display: flex; }
.number { font-variant-numeric: tabular-nums; color: var(--soft); }
.share { grid-column: 1 / -1; width: 100%; height: 4px; background: var(--sunk); border-radius: 2px; display: block; }
.plot { position: relative; border-bottom: 1px solid var(--line-strong); padding-top: 18px; }
.plot svg { display: block; width: 100%; height: 150px; background: linear-gradient(var(--line) 1px, transparent 1px) 0 0 / 100% 50%; }
.peak { position: absolute; top: 0; left: 0; font-size: 11.5px; line-height: 16px; color: var(--faint); font-variant-numeric: tabular-nums; }
.reach { fill: transparent; }
.plot a:hover .reach { fill: color-mix(in srgb, var(--accent) 14%, transparent); }
.fill-success { fill: var(--good); }
.fill-failure { fill: var(--bad); }
.fill-unknown { fill: var(--dim); }
.ticks { display: flex; justify-content: space-between; color: var(--faint); font-size: 11.5px; padding-top: 4px; }
.chart figcaption { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 12.5px; color: var(--soft); padding-top: 8px; }
.chart b { font-weight: 650; color: var(--text); font-variant-numeric: tabular-nums; }
.table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: 13px; }
.table th { text-align: left; font-size: 12px; font-weight: 550; color: var(--faint); padding: 9px 12px; border-bottom: 1px solid var(--line); background: var(--sunk); white-space: nowrap; }
.table td { padding: 7px 12px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; min-width: 0; }
.table tr:last-child td { border-bottom: 0; }
.table tbody tr:hover { background: var(--sunk); }
.table a { max-width: 100%; }
.table .what a { font-weight: 550; color: var(--text); }
.table .when { color: var(--soft); white-space: nowrap; font-variant-numeric: tabular-nums; }
.events th:nth-child(1) { width: 96px; }
.events.timeline th:nth-child(1) { width: 222px; }
.events th:nth-child(4) { width: 104px; }
.events th:nth-child(5) { width: 178px; }
.events th:nth-child(7) { width: 118px; }
.why th:nth-child(1) { width: 22%; }
.rejected th:nth-child(1) { width: 104px; }
.rejected th:nth-child(2) { width: 40%; }
.rejected th:nth-child(5) { width: 70px; }
.silences th:nth-child(1) { width: 96px; }
.silences th:nth-child(2) { width: 34%; }
.silences th:nth-child(3), .silences th:nth-child(7) { width: 100px; }
.rejected th:nth-child(6), .undelivered th:nth-child(5) { width: 150px; }
.undelivered th:nth-child(1) { width: 104px; }
.undelivered th:nth-child(2) { width: 48%; }
.undelivered th:nth-child(4) { width: 90px; }
.mend { width: 100%; font: 12.5px/1.5 var(--mono); margin-bottom: 10px; padding: 10px; border: 1px solid var(--line-strong); border-radius: var(--radius); background: var(--card); color: var(--text); }
@media (max-width: 1080px) {
  .split, .halves { grid-template-columns: minmax(0, 1fr); }
  .tiles { grid-template-columns: repeat(3, minmax(0, 1fr)); }
}
@media (max-width: 760px) {
  .thirds { grid-template-columns: minmax(0, 1fr); }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .plot svg { height: 120px; }
  .card { padding: 14px; }
  .filters { grid-template-columns: repeat(2, minmax(0, 1fr)); padding: 14px; }
  .rare-fields { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .form-buttons { grid-column: 1 / -1; }
  .form-buttons .button { flex: 1; min-height: 40px; }
  .actions { width: 100%; }
  .actions .button { flex: 1; min-height: 42px; }
  .segments { width: 100%; }
  .segments a { flex: 1; text-align: center; padding: 8px 0; }
  .table, .table tbody { display: block; }
  .table thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .table tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 12px; padding: 10px 14px; border-bottom: 1px solid var(--line); }
  .table tr:last-child { border-bottom: 0; }
  .table td { display: flex; gap: 10px; grid-column: 1 / -1; padding: 0; border: 0; white-space: normal; }
  .table td > * { min-width: 0; }
  .table td::before { content: attr(data-label); flex: none; width: 84px; color: var(--faint); font: 12.5px/1.5 var(--sans); }
  .table .what, .table .when { display: block; }
  .table .what { grid-column: 1; grid-row: 1; min-width: 0; font-size: 14px; }
  .table .when { grid-column: 2; grid-row: 1; text-align: right; }
  .table .what::before, .table .when::before { display: none; }
  .card:not(.flush) > .table tr { padding-left: 0; padding-right: 0; }
  .events tr { display: flex; flex-wrap: wrap; align-items: baseline; gap: 1px 14px; font-size: 12.5px; }
  .events td { order: 3; max-width: 100%; }
  .events td { position: relative; }
  .events td::before { position: absolute; clip-path: inset(50%); width: 1px; overflow: hidden; }
  .events td:has(> .severity-0, > .severity-1) { display: none; }
  .events .what { order: 0; flex: 1 1 0; }
  .events .when { order: 1; }
  .events .actor { order: 2; flex-basis: 100%; color: var(--soft); font-size: 13px; }
  .events.timeline .what { flex-basis: 100%; }
  .events.timeline .when { flex-basis: 100%; text-align: left; }
  .alert-line { flex-wrap: wrap; gap: 2px 9px; }
  .alert-title .cut, .rejected .what .cut { white-space: normal; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; }
}
`
