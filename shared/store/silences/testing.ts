import { parseMatchers } from '../../notify/routing/parse-matcher.ts'
import type { Sql } from '../connect.ts'
import { type AlertRow, addAlert } from '../test-rows.ts'
import { type NewSilence, type Saved, saveSilence } from './save-silence.ts'

export const NOW = Date.parse('2026-11-25T07:30:00Z')
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export type SilenceParts = Partial<Omit<NewSilence, 'matchers'>> & { matchers?: string; at?: number }

/** A silence of ann, for the two hours from `at` on, unless a test says otherwise. */
export function aSilence({ matchers = 'key=x', at = NOW, ...parts }: SilenceParts = {}): NewSilence {
  return {
    matchers: parseMatchers(matchers),
    startsAt: at,
    endsAt: at + 2 * HOUR,
    author: 'ann',
    comment: 'maintenance',
    confirm: false,
    ...parts,
  }
}

export async function save(sql: Sql, parts: SilenceParts = {}): Promise<Saved> {
  return await saveSilence(sql, aSilence(parts), parts.at ?? NOW)
}

/** @returns the silence's id */
export async function saved(sql: Sql, parts: SilenceParts = {}): Promise<string> {
  const outcome = await save(sql, parts)
  if (outcome.kind !== 'saved') throw new Error(`the silence was not saved: ${JSON.stringify(outcome)}`)
  return outcome.id
}

/** An alert that has labels, as the analysis gives them. */
export async function labelled(sql: Sql, labels: Record<string, string[]>, row: AlertRow = {}): Promise<string> {
  const id = await addAlert(sql, row)
  await sql`update alerts set labels = ${JSON.stringify(labels)}::text::jsonb where id = ${id}`
  return id
}
