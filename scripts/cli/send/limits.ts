/** How long the sender waits for what, in milliseconds; `batchBytes` and `lineBytes` bound what it holds at once. */
export type Limits = {
  /** For one answer of the server. */
  requestMs: number
  /** For a batch in flight once a stop was asked for. */
  stopMs: number
  /** How long a server may fail without interruption before a run that has an end gives up. */
  giveUpMs: number
  /** The first pause before a further try; each next one is twice as long, up to `mostPauseMs`. */
  firstPauseMs: number
  mostPauseMs: number
  /** Between two looks at a file that has nothing new. */
  pollMs: number
  /** How long the last event of an auditd log may wait for further records of it. */
  holdMs: number
  /** How long a file that was renamed is still read: its writer may not have noticed yet. */
  rotateMs: number
  progressMs: number
  batchBytes: number
  /** The largest line and the largest JSON document that is sent whole: what the webhook takes. */
  bodyBytes: number
}

const MIB = 1024 * 1024

export const LIMITS: Limits = {
  requestMs: 60_000,
  stopMs: 10_000,
  giveUpMs: 300_000,
  firstPauseMs: 500,
  mostPauseMs: 60_000,
  pollMs: 250,
  holdMs: 2_000,
  rotateMs: 5_000,
  progressMs: 10_000,
  batchBytes: MIB,
  bodyBytes: 16 * MIB,
}
