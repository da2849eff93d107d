import { html } from 'hono/html'
import { assetPath } from '../routes/assets.ts'
import type { View } from '../view.ts'
import type { Html } from './parts.ts'

export type PageName = 'overview' | 'alerts' | 'events' | 'rejected'

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%234656c9'/%3E%3Cpath d='M3 10h2l2-5 2 7 2-4h2' fill='none' stroke='white' stroke-width='1.5'/%3E%3C/svg%3E"

/** A whole page: header, navigation, the body in `main`, footer. */
export function layout(view: View, page: { title: string; current?: PageName }, body: Html): Html {
  const { root, cursor } = view
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} · AuditFlow</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${root}${assetPath('dashboard.css')}">
<script defer src="${root}${assetPath('dashboard.js')}"></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<div class="bar">
<a class="brand" href="${root}">${logo}<span>AuditFlow</span></a>
<nav aria-label="Pages">${navigation(root, page.current)}</nav>
<form class="search" role="search" action="${root}events">
<input type="search" name="q" aria-label="Search all events" placeholder="Search all events" maxlength="2000">
</form>
<p class="live" role="status" data-indicator hidden></p>
</div>
</header>
<main id="main" tabindex="-1" ${cursor === undefined ? '' : html`data-live="${root}api/v1/stream" data-cursor="${cursor}"`}>
${body}
</main>
<footer class="foot">${view.open ? openNote : html`<p>Protected by an access token.</p>`}<p><a href="${root}api/v1/overview">JSON</a> · <a href="${root}api/v1/schemas">Schemas</a> · All times UTC</p></footer>
</body>
</html>
`
}

const logo = html`<svg class="logo" viewBox="0 0 16 16" aria-hidden="true"><rect width="16" height="16" rx="4"/><path d="M3 10h2l2-5 2 7 2-4h2"/></svg>`

const openNote = html`<p class="open-note"><strong>Open: no token is set.</strong> Everybody who reaches this page may read it, change alerts and send again what was rejected. Set AUDITFLOW_DASHBOARD_TOKEN to close it.</p>`

function navigation(root: string, current: PageName | undefined): Html[] {
  const links: [PageName, string, string][] = [
    ['overview', root, 'Overview'],
    ['alerts', `${root}alerts`, 'Alerts'],
    ['events', `${root}events`, 'Events'],
    ['rejected', `${root}rejected`, 'Rejected'],
  ]
  return links.map(
    ([name, href, label]) => html`<a href="${href}" ${name === current ? html`aria-current="page"` : ''}>${label}</a>`,
  )
}
