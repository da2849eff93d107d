import { html } from 'hono/html'
import type { AlertStatus } from '../../../shared/notify/alert-life.ts'
import type { AlertDetail } from '../../../shared/store/alerts/read-alert.ts'
import type { FieldFault } from '../filters/read-field.ts'
import type { View } from '../view.ts'
import { visible } from './format.ts'
import type { Html } from './parts.ts'

type Button = readonly [change: string, label: string, kind?: string]

const FALSE_POSITIVE: Button = ['false-positive', 'False positive']
/** What may become of an alert by a press of a button. */
const BUTTONS: Record<AlertStatus, readonly Button[]> = {
  open: [['acknowledge', 'Acknowledge'], FALSE_POSITIVE, ['resolve', 'Resolve', 'primary']],
  acknowledged: [['reopen', 'Reopen'], FALSE_POSITIVE, ['resolve', 'Resolve', 'primary']],
  resolved: [FALSE_POSITIVE, ['reopen', 'Reopen']],
  false_positive: [['reopen', 'Reopen']],
}

/** What a person may do with an alert. Every button is a plain form's; who it was is asked where nobody has logged in. */
export function changeForms(view: View, { id, status, assignee }: AlertDetail, faults: readonly FieldFault[]): Html {
  const action = (change: string) => `${view.root}alerts/${encodeURIComponent(id)}/${change}`
  const button = ([change, label, kind = '']: Button) =>
    html`<button id="${change}" class="button ${kind}" formaction="${action(change)}">${label}</button>`
  // Sent after the field of that name, it has the last word.
  const release =
    assignee === null ? '' : html`<button id="release" class="button" name="assignee" value="">Take away</button>`
  return html`<section class="card" aria-labelledby="act"><h2 id="act">What to do</h2>
${faultList(faults)}
<form class="act" method="post" action="${action('comment')}">
<label class="field"><span>Reason or comment</span><textarea id="text" name="text" maxlength="2000" placeholder="a false positive needs a reason" ${invalid(faults, 'reason', 'text')}></textarea></label>
${whoField(view, 'by-change', faults)}
<div class="actions">${BUTTONS[status].map(button)}<button id="comment" class="button">Comment</button></div>
</form>
<form class="act" method="post" action="${action('assign')}">
<div class="act-pair"><label class="field"><span>Assigned to</span><input id="assignee" name="assignee" value="${assignee ?? ''}" maxlength="200" autocomplete="off" ${invalid(faults, 'assignee')}></label>
${whoField(view, 'by-assign', faults)}</div>
<div class="actions"><button id="assign" class="button">Assign</button>${release}</div>
</form>
</section>`
}

function whoField({ user }: View, id: string, faults: readonly FieldFault[]): Html {
  if (user !== undefined) return html``
  return html`<label class="field"><span>Your name</span><input id="${id}" name="by" maxlength="200" autocomplete="username" ${invalid(faults, 'by')}></label>`
}

function invalid(faults: readonly FieldFault[], ...fields: string[]): Html {
  return faults.some(({ field }) => fields.includes(field))
    ? html`aria-invalid="true" aria-describedby="faults"`
    : html``
}

function faultList(faults: readonly FieldFault[]): Html {
  if (faults.length === 0) return html``
  return html`<div id="faults" class="faults" role="alert"><p><strong>Nothing was changed.</strong></p><ul>${faults.map(({ field, message }) => html`<li><code>${visible(field)}</code> ${message}.</li>`)}</ul></div>`
}
