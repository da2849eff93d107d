/** Colours and sizes, light and dark; everything else refers to these. */
export const tokens = `:root {
  color-scheme: light dark;
  --ground: #f5f6f8;
  --card: #ffffff;
  --sunk: #f2f3f6;
  --line: #e1e4ea;
  --line-strong: #c9ced8;
  --text: #1b2130;
  --soft: #4d5668;
  --faint: #687083;
  --accent: #3f50c4;
  --accent-text: #ffffff;
  --focus: #3f50c4;
  --good: #5b8fd6;
  --bad: #d6493f;
  --dim: #aab1bf;
  --bad-text: #b3261e;
  --ok-text: #1c6b45;
  --warn-text: #8a5a00;
  --warn-ground: #fff6e0;
  --bad-ground: #fdeceb;
  --critical: #a3123a;
  --high: #c8401d;
  --medium: #b07a00;
  --low: #2f6fb8;
  --informational: #6b7385;
  --shadow: 0 1px 2px rgb(20 28 50 / 5%), 0 1px 1px rgb(20 28 50 / 4%);
  --radius: 10px;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1218;
    --card: #171b23;
    --sunk: #11151c;
    --line: #272d39;
    --line-strong: #3b4454;
    --text: #e5e8ef;
    --soft: #b3bac8;
    --faint: #8c95a7;
    --accent: #8c9bff;
    --accent-text: #10142b;
    --focus: #a5b1ff;
    --good: #5f93dd;
    --bad: #ea6a5f;
    --dim: #576073;
    --bad-text: #ff9a91;
    --ok-text: #74d1a3;
    --warn-text: #f0c36a;
    --warn-ground: #2b2413;
    --bad-ground: #331a1b;
    --critical: #ff6f91;
    --high: #ff8a5c;
    --medium: #e9b949;
    --low: #7fb4f0;
    --informational: #9aa3b5;
    --shadow: none;
  }
}
`
