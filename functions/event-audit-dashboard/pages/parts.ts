import { html } from 'hono/html'
import type { View } from '../view.ts'
import { absoluteTime, plain, queryLink, relativeTime, SEVERITIES, visible, visibleBlock } from './format.ts'

export type Html = ReturnType<typeof html>

const MAX_BLOCK = 200_000

/** How long ago; the exact time in UTC is in the title. */
export function ago(iso: string | null, { now }: View): Html {
  if (iso === null) return html`<span class="none">never</span>`
  return html`<time datetime="${iso}" title="${absoluteTime(iso)}">${relativeTime(iso, now)}</time>`
}

/** The exact time with how long ago. */
export function exactly(iso: string | null, { now }: View): Html {
  if (iso === null) return html`<span class="none">never</span>`
  return html`<time datetime="${iso}">${absoluteTime(iso)}</time> <span class="faint">${relativeTime(iso, now)}</span>`
}

export function levelBadge(level: string): Html {
  return html`<span class="badge level-${level}">${level}</span>`
}

export function statusBadge(status: string): Html {
  return html`<span class="tag status-${status}">${status.replace('_', ' ')}</span>`
}

export function outcomeMark(outcome: string): Html {
  return html`<span class="outcome outcome-${outcome.toLowerCase()}">${outcome}</span>`
}

export function severityMark(severity: number): Html {
  return html`<span class="severity severity-${severity}">${SEVERITIES[severity] ?? severity}</span>`
}

/** Untrusted text on one line, cut by the style sheet where it is too long; the whole of it is in the title. */
export function value(text: string | null): Html {
  if (text === null || text === '') return html`<span class="none">&ndash;</span>`
  const shown = visible(text)
  return html`<bdi class="cut" title="${shown}">${shown}</bdi>`
}

/** Untrusted text that leads to the events which share it. */
export function filterLink(view: View, field: string, text: string | null): Html {
  if (text === null || text === '') return value(text)
  return html`<a class="quiet" href="${view.root}events${queryLink({}, { [field]: text })}">${value(text)}</a>`
}

export function json(content: unknown): Html {
  return block(JSON.stringify(content, null, 2) ?? 'undefined')
}

/** Untrusted text of many lines; the JSON API has the rest of what is too long for a page. */
export function block(text: string): Html {
  const shown = visibleBlock(text.slice(0, MAX_BLOCK))
  const note = html`<p class="faint">Only the first ${MAX_BLOCK} characters are shown.</p>`
  return html`<pre tabindex="0"><code>${shown}</code></pre>${text.length > MAX_BLOCK ? note : ''}`
}

/** Pairs of a name and a value; values are already markup. */
export function facts(pairs: readonly (readonly [string, Html])[]): Html {
  return html`<dl class="facts">${pairs.map(([name, content]) => html`<div><dt>${name}</dt><dd>${content}</dd></div>`)}</dl>`
}

export function pager(view: View, next: string | null): Html {
  const { query } = view
  const first = html`<a class="button" href="${queryLink(query, { cursor: undefined })}">Newest</a>`
  const older = html`<a class="button" rel="next" href="${queryLink(query, { cursor: next ?? undefined })}">Older</a>`
  if (next === null && query['cursor'] === undefined) return html``
  return html`<nav class="pager" aria-label="More">${query['cursor'] ? first : ''}${next === null ? '' : older}</nav>`
}

export function nothing(text: string): Html {
  return html`<p class="nothing">${text}</p>`
}

export function full(content: unknown): Html {
  return html`<bdi class="whole">${plain(content)}</bdi>`
}
