import type { Transaction } from '../connect.ts'

/**
 * Says that rules, stages or exceptions are others from this commit on. To be the last thing a transaction does: its
 * writers take turns from here to their commits.
 */
export async function bumpRevision(tx: Transaction): Promise<void> {
  await tx`update rules_revision set revision = revision + 1`
}
