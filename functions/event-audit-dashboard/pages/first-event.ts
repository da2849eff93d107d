import { html } from 'hono/html'
import type { View } from '../view.ts'
import type { Html } from './parts.ts'

/** Shown while the log is empty: a command that makes the first event. */
export function firstEvent({ origin }: View): Html {
  const command = `curl -X POST ${origin}/function/audit-event-webhook/sources/json \\
  -H 'Authorization: Bearer YOUR_TOKEN' \\
  -H 'Content-Type: application/json' \\
  -d '{"actor":"alice","action":"user.login","outcome":"Failure","src_ip":"203.0.113.7"}'`
  return html`<section class="card first" aria-labelledby="first"><h2 id="first">The audit log is empty</h2><p>Send the first event; this page shows it by itself.</p><pre tabindex="0"><code>${command}</code></pre></section>`
}
