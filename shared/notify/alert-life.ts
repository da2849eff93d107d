import type { NoticeAlertStatus } from './notice.ts'

export const ALERT_STATUSES = ['open', 'acknowledged', 'resolved', 'false_positive'] as const
export type AlertStatus = NoticeAlertStatus

export const ALERT_CHANGES = [
  'acknowledge',
  'resolve',
  'false-positive',
  'reopen',
  'assign',
  'unassign',
  'comment',
] as const
export type AlertChange = (typeof ALERT_CHANGES)[number]

/** Who did what happened by itself. No person may call themselves so. */
export const AUDITFLOW = 'auditflow'

/** A change that somebody asks for. */
export type ChangeRequest = {
  change: AlertChange
  /** The person's name. */
  by: string
  /** Why; a false positive needs one. */
  reason?: string
  /** Whose the alert becomes: for `assign`. */
  assignee?: string
  /** For `comment`. */
  comment?: string
}

/** What `alert_history` calls a step. */
export type HistoryEntry = {
  what:
    | 'opened'
    | 'reopened'
    | 'acknowledged'
    | 'resolved'
    | 'false_positive'
    | 'assigned'
    | 'unassigned'
    | 'commented'
    | 'suppressed'
  /** The reason, the comment, who it was assigned to or taken from. */
  detail: string | null
}

export type AlertState = { status: AlertStatus; assignee: string | null }

/** What a change comes to in the state that an alert is in. */
export type Step =
  /** `newEpisode`: it was over and fires again, and is told of anew. */
  | { kind: 'step'; state: AlertState; newEpisode: boolean; entry: HistoryEntry }
  | { kind: 'unchanged' }
  | { kind: 'refused'; reason: string }

type StatusChange = Extract<AlertChange, 'acknowledge' | 'resolve' | 'false-positive' | 'reopen'>

const TARGET = {
  acknowledge: 'acknowledged',
  resolve: 'resolved',
  'false-positive': 'false_positive',
  reopen: 'open',
} as const satisfies Record<StatusChange, AlertStatus>

/** A resolved alert may turn out to have been a false positive; that it was one is not to be lost by resolving it. */
const FROM: Record<StatusChange, readonly AlertStatus[]> = {
  acknowledge: ['open'],
  resolve: ['open', 'acknowledged'],
  'false-positive': ['open', 'acknowledged', 'resolved'],
  reopen: ['acknowledged', 'resolved', 'false_positive'],
}

/** Neither resolved nor a false positive. */
export function isUnresolved(status: AlertStatus): boolean {
  return status === 'open' || status === 'acknowledged'
}

/** What a change leads to. Repeating one changes nothing. The request has no `changeFault`. */
export function stepOf(state: AlertState, request: ChangeRequest): Step {
  const { change } = request
  if (change === 'comment') return { ...same(state), entry: { what: 'commented', detail: trimmed(request.comment) } }
  if (change === 'assign' || change === 'unassign') return assignStep(state, request)
  return statusStep(state, change, request)
}

function assignStep(state: AlertState, { change, assignee }: ChangeRequest): Step {
  const next = change === 'assign' ? trimmed(assignee) : null
  if (next === state.assignee) return { kind: 'unchanged' }
  const entry: HistoryEntry =
    next === null ? { what: 'unassigned', detail: state.assignee } : { what: 'assigned', detail: next }
  return { ...same({ ...state, assignee: next }), entry }
}

function statusStep(state: AlertState, change: StatusChange, { reason }: ChangeRequest): Step {
  const target = TARGET[change]
  if (state.status === target) return { kind: 'unchanged' }
  if (!FROM[change].includes(state.status))
    return {
      kind: 'refused',
      reason: `an alert that is ${state.status.replace('_', ' ')} can't be changed by ${change}`,
    }
  const entry: HistoryEntry = { what: target === 'open' ? 'reopened' : target, detail: trimmed(reason) }
  const newEpisode = target === 'open' && !isUnresolved(state.status)
  return { kind: 'step', state: { ...state, status: target }, newEpisode, entry }
}

function same(state: AlertState): Omit<Extract<Step, { kind: 'step' }>, 'entry'> {
  return { kind: 'step', state, newEpisode: false }
}

/** The text without white space around it; null for none. */
function trimmed(text: string | undefined): string | null {
  const found = text?.trim() ?? ''
  return found === '' ? null : found
}
