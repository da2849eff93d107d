import { expect, it } from 'vitest'
import type { Notice } from '../notice.ts'
import { headline } from './headline.ts'
import { notice, noticeAlert } from './testing/notices.ts'

const two = [noticeAlert(), noticeAlert({ id: 'another', status: 'acknowledged' })]
const over = [noticeAlert({ status: 'resolved' })]
const text = '12 notices together.'

it.each<[string, Partial<Notice>]>([
  ['[high] Root account used and 1 more', { alerts: two }],
  ['[high, still firing] Root account used', { kind: 'repeat' }],
  ['[high, not acknowledged] Root account used', { kind: 'escalation', step: 1 }],
  ['[high, partly resolved] Root account used and 1 more', { kind: 'resolved', alerts: [...two.slice(1), ...over] }],
  ['[resolved] Root account used', { kind: 'resolved', alerts: over }],
  ['[high, digest] Root account used and 9 more', { kind: 'digest', text, omitted: 9 }],
  [text, { kind: 'digest', text, alerts: [] }],
])('a subject says how bad it is, whether it goes on, and of what: %s', (wanted, changes) => {
  expect(headline(notice(changes))).toBe(wanted)
})
