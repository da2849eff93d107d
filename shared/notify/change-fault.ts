import { AUDITFLOW, type ChangeRequest } from './alert-life.ts'

const LONGEST = { by: 200, reason: 2_000, assignee: 200, comment: 10_000 } as const
type Field = keyof typeof LONGEST

export type ChangeFault = { field: Field; reason: string }

/** What is wrong with a request to change an alert, whichever alert it is; undefined when nothing is. */
export function changeFault(request: ChangeRequest): ChangeFault | undefined {
  const needed = neededOf(request)
  if ((request[needed.field] ?? '').trim() === '') return needed
  if (request.by.trim().toLowerCase() === AUDITFLOW)
    return { field: 'by', reason: `"${AUDITFLOW}" stands for what happens by itself: use another name` }
  for (const field of Object.keys(LONGEST) as Field[])
    if ((request[field]?.length ?? 0) > LONGEST[field])
      return { field, reason: `is longer than ${LONGEST[field]} characters` }
  return undefined
}

/** What the change can't do without, and what to say where it is not there. */
function neededOf({ change, by }: ChangeRequest): ChangeFault {
  if (by.trim() === '') return { field: 'by', reason: 'say who changes it' }
  if (change === 'false-positive') return { field: 'reason', reason: 'a false positive needs a reason' }
  if (change === 'assign') return { field: 'assignee', reason: 'say whom it is assigned to' }
  if (change === 'comment') return { field: 'comment', reason: 'the comment is empty' }
  return { field: 'by', reason: 'say who changes it' }
}
