import type { Level } from '../../events/catalogue.ts'
import type { OpsgenieSettings } from '../channels/kinds/opsgenie.ts'
import { Secret } from '../channels/types.ts'
import type { Notice } from '../notice.ts'
import { renderText } from '../templates/render-text.ts'
import { type Template, template } from '../templates/template.ts'
import { commonLabels } from '../templates/view-of.ts'
import { cut } from './cut.ts'
import { dedupKey } from './dedup-key.ts'
import { TEXT, TITLE } from './default-texts.ts'
import type { FormatContext } from './format.ts'
import { statusOf, worstLevel } from './headline.ts'
import { linkList } from './link-list.ts'
import { NEUTRAL } from './markups.ts'
import type { OutgoingRequest } from './outgoing.ts'
import { visible } from './visible.ts'

/** https://docs.opsgenie.com/docs/alert-api#create-alert */
const LONGEST = {
  alias: 512,
  message: 130,
  description: 15_000,
  entity: 512,
  source: 100,
  note: 25_000,
  details: 8_000,
}
const MOST_TAGS = 20
const LONGEST_TAG = 50
const MOST_ACTIONS = 10
const LONGEST_DETAIL = 150

const PRIORITIES: Readonly<Record<Level, string>> = {
  critical: 'P1',
  high: 'P2',
  medium: 'P3',
  low: 'P4',
  informational: 'P5',
}

/**
 * Creates an alert, or closes it once nothing of the group fires. Its alias is the group's: a repeat and a second try count
 * up the same alert. Messages and descriptions are read as HTML there, so that no value holds a mark of it.
 */
export function formatOpsgenie(notice: Notice, settings: OpsgenieSettings, { links }: FormatContext): OutgoingRequest {
  const alias = dedupKey(notice, LONGEST.alias)
  const isOver = statusOf(notice) === 'resolved'
  const base = settings.api.rest.reveal().replace(/\/*$/, '/').replace(/^\//, '')
  const path = isOver ? `${base}v2/alerts/${encodeURIComponent(alias)}/close?identifierType=alias` : `${base}v2/alerts`
  const text = (own: Template | undefined, byDefault: Template, longest: number) =>
    renderText(own, byDefault, notice, { links, markup: NEUTRAL, longest, isNeeded: true })
  const source = text(settings.source, template('AuditFlow'), LONGEST.source)
  return {
    method: 'POST',
    url: [settings.api.origin, path],
    headers: {
      'content-type': 'application/json',
      authorization: new Secret(`GenieKey ${settings.key.reveal()}`),
    },
    body: isOver ? { source } : { alias, source, ...alertOf(notice, settings, links, text) },
  }
}

type Render = (own: Template | undefined, byDefault: Template, longest: number) => string

function alertOf(notice: Notice, settings: OpsgenieSettings, links: FormatContext['links'], text: Render) {
  const own = linkList(notice, links)
    .map(({ label, url }) => `${label}: ${url}`)
    .join('\n')
  const none = template('')
  const details = Object.entries(settings.details).map(
    ([name, one]) => [name, text(one, none, LONGEST_DETAIL)] as const,
  )
  return {
    message: text(settings.message, TITLE, LONGEST.message) || 'AuditFlow',
    description: `${text(settings.description, TEXT, LONGEST.description - own.length - 1)}\n${own}`.trim(),
    priority: settings.priority ?? PRIORITIES[worstLevel(notice) ?? 'informational'],
    tags: [...settings.tags, ...new Set(notice.alerts.flatMap(({ rule }) => rule.tags))]
      .slice(0, MOST_TAGS)
      .map((tag) => cut(shown(tag, LONGEST_TAG), LONGEST_TAG)),
    details: withinRoom([...details, ...labelDetails(notice)]),
    ...(settings.entity && { entity: text(settings.entity, none, LONGEST.entity) }),
    ...(settings.note && { note: text(settings.note, none, LONGEST.note) }),
    ...(settings.responders.length > 0 && { responders: settings.responders }),
    ...(settings.actions.length > 0 && { actions: settings.actions.slice(0, MOST_ACTIONS) }),
  }
}

function labelDetails(notice: Notice): [string, string][] {
  return Object.entries(commonLabels(notice.alerts)).map(([name, values]) => [
    shown(name, LONGEST_DETAIL),
    shown(values.join(', '), LONGEST_DETAIL),
  ])
}

/** The first of them, and of one name the first, whose names and values are not too long together. */
function withinRoom(details: readonly (readonly [string, string])[]): Record<string, string> {
  const taken = new Map<string, string>()
  let room = LONGEST.details
  for (const [name, value] of details) {
    if (taken.has(name) || name.length + value.length > room) continue
    room -= name.length + value.length
    taken.set(name, value)
  }
  return Object.fromEntries(taken)
}

const shown = (text: string, longest: number): string => NEUTRAL.value(visible(text, longest))
