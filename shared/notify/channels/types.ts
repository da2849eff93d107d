/** Alertmanager's names of the integrations, and AuditFlow's own: `console`, `oncall` (Grafana), `standard_webhook`. */
export const CHANNEL_KINDS = [
  'console',
  'email',
  'slack',
  'msteamsv2',
  'discord',
  'telegram',
  'pagerduty',
  'opsgenie',
  'oncall',
  'webhook',
  'standard_webhook',
] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

/** What is shown in the place of a secret; Alertmanager's own. */
const HIDDEN = '<secret>'

/** A secret, kept where no log, error or page shows it: `JSON.stringify` and string conversion give `<secret>`. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  toJSON(): string {
    return HIDDEN
  }

  toString(): string {
    return HIDDEN
  }

  /** What `console.log` and a failed test show. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN
  }
}

/** One entry of `slack_configs` and its like. `settings` are its kind's own, as its schema reads them. */
export type ChannelConfig = {
  kind: ChannelKind
  /** RECEIVER/KIND/POSITION. */
  name: string
  sendResolved: boolean
  /** At most `max` notices in `perMs`; what is beyond waits, and goes together as one digest where the kind has such. */
  rateLimit: { max: number; perMs: number } | null
  /** Differs when any setting differs, and tells none of them. */
  fingerprint: string
  settings: unknown
}
