import { type Look, type Standing, withReceiver } from './look.ts'
import { awaitsAnswer, isTold } from './member.ts'
import type { EscalationStep, GroupState, Member } from './types.ts'

/**
 * Moves the escalation on, at most by a step a look. A chain begins when an open alert is told and none waits for an answer,
 * or when the chain before has come to its end; it ends when none waits any more. Each step waits from the telling of
 * the one before, so that after a pause they don't all come at once.
 * @param before the members as they were when the look began
 */
export function escalate(told: Standing, before: readonly Member[], look: Look): Standing {
  const steps = look.route.escalation
  const state = { ...told.state, ...chainOf(told, before, look) }
  const { escalatingSince: since, escalationStep: done } = state
  const step = steps[done]
  if (
    since === null ||
    step === undefined ||
    look.mutedUntil !== undefined ||
    look.now < since + waitedMs(steps, done + 1)
  )
    return { ...told, state }
  const members = told.members.filter((member) => awaitsAnswer(member) && !look.isMuted(member))
  if (members.length === 0) return { ...told, state }
  return {
    members: told.members,
    notices: [...told.notices, { kind: 'escalation', step: done + 1, receiver: step.receiver, members }],
    state: {
      ...state,
      escalatingSince: look.now - waitedMs(steps, done + 1),
      escalationStep: done + 1,
      toldReceivers: withReceiver(state.toldReceivers, step.receiver),
    },
  }
}

/** How long after a chain's beginning so many steps have been told. */
export function waitedMs(steps: readonly EscalationStep[], count: number): number {
  return steps.slice(0, count).reduce((sum, { waitMs }) => sum + waitMs, 0)
}

function chainOf(
  { members, state }: Standing,
  before: readonly Member[],
  { route, now }: Look,
): Pick<GroupState, 'escalatingSince' | 'escalationStep'> {
  const { escalatingSince, escalationStep } = state
  const known = new Set(before.filter(isTold).map(({ alertId }) => alertId))
  const hasNew = members.some((member) => awaitsAnswer(member) && !known.has(member.alertId))
  const isRunning = escalatingSince !== null && before.some(awaitsAnswer)
  if (route.escalation.length === 0 || !(isRunning || hasNew)) return { escalatingSince: null, escalationStep: 0 }
  const isAtEnd = escalationStep >= route.escalation.length
  return isRunning && !(isAtEnd && hasNew)
    ? { escalatingSince, escalationStep }
    : { escalatingSince: now, escalationStep: 0 }
}
