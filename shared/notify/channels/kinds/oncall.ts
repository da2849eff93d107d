import type { Template } from '../../templates/template.ts'
import { httpConfig, targetOf } from '../http-config.ts'
import type { Kind } from '../kind.ts'
import { optionalText, secretFields } from '../reading.ts'
import type { SecretUrl } from '../secret-url.ts'
import type { Secret } from '../types.ts'

export type OncallSettings = {
  url: SecretUrl
  authorization: Secret | undefined
  title: Template | undefined
  message: Template | undefined
}

/** Grafana OnCall's formatted webhook. */
export const oncallKind: Kind<OncallSettings> = {
  sendResolved: true,
  rateLimit: null,
  fields: { ...secretFields('url'), http_config: httpConfig, title: optionalText, message: optionalText },
  unsupported: [],
  read: (entry, reading) => ({
    ...targetOf(entry, reading),
    title: reading.template('title'),
    message: reading.template('message'),
  }),
}
