import { brokerSettings, common, secretList } from '../../shared/config/settings.ts'

export const settings = {
  ...common,
  ...brokerSettings,
  /** Bearer tokens that may send events. Without one nobody may. */
  AUDITFLOW_INGEST_TOKEN: secretList,
  /** Secrets of GitHub webhooks. */
  AUDITFLOW_GITHUB_SECRET: secretList,
}
