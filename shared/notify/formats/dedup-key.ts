import { createHash } from 'node:crypto'
import type { Notice } from '../notice.ts'

/** What a far side knows everything of one group by. One that is too long for it is told by its digest. */
export function dedupKey({ groupKey }: Notice, longest: number): string {
  return groupKey.length <= longest ? groupKey : createHash('sha256').update(groupKey).digest('hex')
}
