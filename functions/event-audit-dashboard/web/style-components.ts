/** Cards, badges, buttons, forms, facts, code. */
export const components = `.card {
  background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: var(--shadow);
  padding: 16px 18px; min-width: 0;
}
.card > h2 { margin-bottom: 10px; }
.card.flush { padding: 0; overflow: hidden; }
.card-head { display: flex; justify-content: space-between; gap: 8px 16px; flex-wrap: wrap; margin-bottom: 10px; }
.faint, .none { color: var(--faint); }
.faint { font-size: 12.5px; }
.nothing { color: var(--faint); padding: 2px 0; }
[data-fragment] > .nothing, .flush .nothing { padding: 28px 18px; text-align: center; }
.more { margin-top: 10px; font-size: 13px; }
.cut { display: inline-block; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: bottom; }
.whole { overflow-wrap: anywhere; }
.badge {
  --tone: var(--informational); display: inline-block; padding: 1px 8px; border-radius: 5px; white-space: nowrap;
  font-size: 11.5px; line-height: 18px; font-weight: 650; text-transform: capitalize; color: var(--tone);
  background: color-mix(in srgb, var(--tone) 12%, transparent); border: 1px solid color-mix(in srgb, var(--tone) 38%, transparent);
}
.badge.level-critical { color: var(--card); background: var(--tone); border-color: var(--tone); }
.level-critical, .edge-critical { --tone: var(--critical); }
.level-high, .edge-high { --tone: var(--high); }
.level-medium, .edge-medium { --tone: var(--medium); }
.level-low, .edge-low { --tone: var(--low); }
.level-informational, .edge-informational { --tone: var(--informational); }
.tag {
  display: inline-block; padding: 1px 8px; border-radius: 5px; font-size: 11.5px; line-height: 18px; color: var(--soft);
  background: var(--sunk); border: 1px solid var(--line); max-width: 100%; overflow-wrap: anywhere;
}
.status-open, .delivery-failed { color: var(--bad-text); }
.status-acknowledged, .delivery-pending { color: var(--warn-text); }
.status-resolved, .status-false_positive, .delivery-sent { color: var(--ok-text); }
.outcome { display: inline-flex; align-items: center; gap: 6px; white-space: nowrap; }
.outcome::before { content: ""; width: 8px; height: 8px; border-radius: 2px; background: var(--dim); flex: none; }
.outcome-success::before { background: var(--good); }
.outcome-failure::before { background: var(--bad); }
td .outcome-failure { color: var(--bad-text); }
.severity { color: var(--soft); }
.severity-0, .severity-1 { color: var(--faint); }
.severity-4 { color: var(--high); font-weight: 600; }
.severity-5, .severity-6 { color: var(--critical); font-weight: 650; }
.button, button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 34px; padding: 0 14px; cursor: pointer;
  font: 550 13px/1 var(--sans); color: var(--text); background: var(--card); border: 1px solid var(--line-strong); border-radius: 7px;
}
.button:hover { background: var(--sunk); text-decoration: none; }
.button.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-text); }
.button.primary:hover { filter: brightness(1.08); }
input, select, textarea {
  font: 13px/1.3 var(--sans); color: var(--text); background: var(--card); border: 1px solid var(--line-strong);
  border-radius: 7px; height: 34px; padding: 0 10px; width: 100%; min-width: 0;
}
textarea { height: auto; min-height: 64px; padding: 7px 10px; resize: vertical; }
.search input { background: var(--sunk); border-color: var(--line); }
input::placeholder, textarea::placeholder { color: var(--faint); opacity: .85; }
[aria-invalid=true] { border-color: var(--bad); background: var(--bad-ground); }
.filters { display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); align-items: end; padding: 14px 18px; }
.field span { display: block; font-size: 12px; color: var(--faint); margin-bottom: 3px; }
.form-buttons { display: flex; gap: 8px; }
@media (min-width: 761px) { .rare { order: 1; } }
.rare { grid-column: 1 / -1; font-size: 13px; }
.rare summary { cursor: pointer; color: var(--soft); width: max-content; }
.rare-fields { display: grid; gap: 12px; margin-top: 10px; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); }
.faults { background: var(--bad-ground); border: 1px solid color-mix(in srgb, var(--bad) 45%, transparent); border-radius: var(--radius); padding: 12px 18px; }
.faults li { margin-top: 2px; }
.segments { display: inline-flex; border: 1px solid var(--line-strong); border-radius: 8px; overflow: hidden; background: var(--card); }
.segments a { padding: 5px 14px; font-size: 13px; color: var(--soft); border-left: 1px solid var(--line); }
.segments a:first-child { border-left: 0; }
.segments a[aria-current] { background: var(--accent); color: var(--accent-text); font-weight: 600; }
.segments a:hover { text-decoration: none; }
.segments a:focus-visible { outline-offset: -3px; }
.facts { display: grid; gap: 10px 24px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 270px), 1fr)); margin-top: 14px; }
.facts > div { min-width: 0; }
.facts dt { font-size: 12px; color: var(--faint); }
.facts dd { overflow-wrap: anywhere; min-width: 0; }
pre {
  background: var(--sunk); border: 1px solid var(--line); border-radius: 7px; padding: 12px 14px; overflow: auto;
  max-height: 70vh; font-size: 12.5px; line-height: 1.55; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 2;
}
pre code { font-size: 1em; }
.first pre { margin-top: 10px; }
.first { border-color: var(--accent); }
.pager { display: flex; gap: 8px; justify-content: flex-end; }
.problem { max-width: 620px; margin: 6vh auto; padding: 28px 32px; width: 100%; display: grid; gap: 10px; }
.confirm { display: grid; gap: 10px; justify-items: start; }
.confirm .field { width: 100%; }
.silence { display: grid; gap: 12px; margin-top: 10px; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); align-items: end; }
.silence [type=checkbox] { width: auto; height: auto; }
.preview { display: grid; gap: 8px; margin-top: 10px; }
.badges { margin-bottom: 8px; display: flex; gap: 8px; align-items: center; flex-wrap: wrap; }
`
