import type { DeadSummary } from '../../../shared/store/replay/find-dead.ts'
import type { DeadEvent, DeadNotice } from '../../../shared/store/replay/read-dead.ts'

const REASON_LENGTH = 200
/** Controls and direction marks: what is shown may have been written by an attacker. */
const DECEPTIVE = /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu

/** Text on one line in which every character shows. */
export function visible(text: string): string {
  return text.replace(DECEPTIVE, escaped)
}

function visibleBlock(text: string): string[] {
  return text.split('\n').map((line) => line.replace(DECEPTIVE, (one) => (one === '\t' ? one : escaped(one))))
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** One line of a list. */
export function summaryLine(item: DeadSummary): string {
  const { kind, id, last_at, stage, channel, origin, reason, times, replays, replayed_at } = item
  const where = kind === 'event' ? `${stage} (${origin})` : (channel ?? '')
  const again = replays === 0 ? '' : `, sent again ${replays}×${replayed_at === null ? '' : ', not come back'}`
  return visible(`${id}  ${kind}  ${minute(last_at)}  ${where}  ${times}×${again}: ${reason.slice(0, REASON_LENGTH)}`)
}

/** One that was given by its id, on a line. */
export function summaryOf(item: DeadEvent | DeadNotice): string {
  const isEvent = item.kind === 'event'
  return summaryLine({
    ...item,
    stage: isEvent ? item.stage : null,
    channel: isEvent ? null : item.channel,
    origin: isEvent ? item.origin : null,
    source: null,
    last_at: isEvent ? item.last_at : item.first_at,
    replayed_at: isEvent ? item.replayed_at : null,
  })
}

/** All that is known of one. */
export function detailLines(item: DeadEvent | DeadNotice): string[] {
  const facts: [string, unknown][] =
    item.kind === 'event'
      ? [
          ['refused by', item.stage],
          ['came by', item.origin],
          ['reason', item.reason],
          ['type', item.type],
          ['source', item.source],
          ['event id', item.event_id],
          ['first', item.first_at],
          ['last', item.last_at],
          ['times', item.times],
        ]
      : [
          ['channel', item.channel],
          ['status', item.status],
          ['reason', item.reason],
          ['kind', item.type],
          ['since', item.first_at],
          ['attempts', item.times],
          ['alerts', item.alerts.join(', ')],
        ]
  const lines = [
    ['id', item.id] as [string, unknown],
    ...facts,
    ['sent again', `${item.replays}×`] as [string, unknown],
  ]
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name.padEnd(11)} ${visible(String(value))}`)
  const replays = item.replayed_with.map(({ at, by }) => `  ${minute(at)} by ${visible(by)}`)
  return [...lines, ...replays, '', ...contentOf(item)]
}

function contentOf(item: DeadEvent | DeadNotice): string[] {
  if (item.kind === 'event') return visibleBlock(item.payload)
  const attempts = item.attempts.map(({ at, status, detail }) => visible(`${minute(at)} ${status} ${detail ?? ''}`))
  return [...attempts, '', ...visibleBlock(JSON.stringify(item.notice, null, 2))]
}

function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')}Z`
}
