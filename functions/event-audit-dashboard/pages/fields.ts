import { html } from 'hono/html'
import type { FieldFault } from '../filters/read-field.ts'
import type { View } from '../view.ts'
import type { Html } from './parts.ts'

export type Form = { view: View; faults: readonly FieldFault[] }

export function textField({ view, faults }: Form, name: string, label: string, hint = ''): Html {
  const fault = faults.find((candidate) => candidate.field === name)
  return html`<label class="field"><span>${label}</span><input name="${name}" value="${view.query[name] ?? ''}" placeholder="${hint}" maxlength="2000" autocomplete="off" ${fault ? html`aria-invalid="true" aria-describedby="faults"` : ''}></label>`
}

export type Option = readonly [value: string, label: string]

/** A choice whose first entry means "any". */
export function selectField(
  { view, faults }: Form,
  name: string,
  label: string,
  any: string,
  options: readonly Option[],
): Html {
  const given = view.query[name] ?? ''
  const fault = faults.find((candidate) => candidate.field === name)
  return html`<label class="field"><span>${label}</span><select name="${name}" ${fault ? html`aria-invalid="true" aria-describedby="faults"` : ''}><option value="">${any}</option>${options.map(([value, text]) => html`<option value="${value}" ${value === given ? html`selected` : ''}>${text}</option>`)}</select></label>`
}

export function faultNote(faults: readonly FieldFault[]): Html {
  if (faults.length === 0) return html``
  return html`<div id="faults" class="faults" role="alert"><p><strong>Nothing was searched: a filter is wrong.</strong></p><ul>${faults.map(({ field, message }) => html`<li><code>${field}</code> ${message}.</li>`)}</ul></div>`
}

/** Submit, and a link that takes every filter away. */
export function formButtons(): Html {
  return html`<div class="form-buttons"><button class="button primary">Filter</button><a class="button" href="?">Clear</a></div>`
}
