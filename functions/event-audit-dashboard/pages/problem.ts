import { html } from 'hono/html'
import type { Problem } from '../faults.ts'
import type { View } from '../view.ts'
import { visible } from './format.ts'
import { layout } from './layout.ts'
import type { Html } from './parts.ts'

/** One line on what is wrong, and a way on. */
export function problemPage(view: View, { status, title, detail }: Problem): Html {
  return layout(
    view,
    { title },
    html`<section class="card problem"><p class="faint">${status}</p><h1>${title}</h1><p>${visible(detail)}.</p>
<p><a class="button" href="${view.root}">To the overview</a></p></section>`,
  )
}
