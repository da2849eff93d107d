import { html } from 'hono/html'
import { assetPath } from '../routes/assets.ts'
import type { View } from '../view.ts'
import type { Html } from './parts.ts'

/** A page for whoever has a link from a message, and maybe no access to anything else: one card, and the way on. */
export function actLayout({ root }: View, title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · AuditFlow</title>
<link rel="stylesheet" href="${root}${assetPath('dashboard.css')}">
</head>
<body>
<main id="main"><section class="card problem">
<h1>${title}</h1>
${body}
<p><a href="${root}">To the dashboard</a></p>
</section></main>
</body>
</html>
`
}
