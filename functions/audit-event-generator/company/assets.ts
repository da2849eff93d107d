/** Names of things that the company works with. Sensitive ones say so in their names, as real ones do. */
export const DOCUMENTS = [
  'handbook/travel-policy.pdf',
  'handbook/onboarding.md',
  'product/roadmap-2027.pptx',
  'product/release-notes-8.4.md',
  'product/sensor-datasheet.pdf',
  'marketing/brand-guide.pdf',
  'marketing/campaign-spring.xlsx',
  'marketing/press-kit.zip',
  'sales/price-list-eu.xlsx',
  'sales/pitch-deck.pptx',
  'support/runbook-returns.md',
  'support/known-faults.md',
  'engineering/design-review-112.md',
  'engineering/calibration-notes.md',
  'engineering/postmortem-0917.md',
] as const

export const SENSITIVE_DOCUMENTS = [
  'finance/payroll-2026-10.xlsx',
  'finance/payroll-2026-11.xlsx',
  'finance/bank-accounts.xlsx',
  'people/salary-bands.xlsx',
  'people/contracts-confidential.zip',
  'sales/customer-export.csv',
  'sales/customer-contracts-confidential.zip',
  'legal/acquisition-confidential.pdf',
] as const

export const REPOSITORIES = ['sensor-firmware', 'gateway', 'billing', 'search', 'web-shop', 'infrastructure'] as const
export const BUCKETS = ['hallberg-media', 'hallberg-logs', 'hallberg-telemetry', 'hallberg-exports'] as const
export const BACKUPS = ['db-orders-daily', 'db-people-daily', 'db-telemetry-weekly', 'files-weekly'] as const
export const INSTANCES = ['build-runner', 'staging-web', 'load-test', 'telemetry-worker'] as const
export const GROUPS = ['engineering', 'sales-emea', 'support-desk', 'all-hands'] as const
export const EVERYDAY_ROLES = ['viewer', 'commenter', 'report-reader'] as const
export const SECRETS = [
  'prod/database-url',
  'prod/payment-provider',
  'prod/mail-relay',
  'prod/signing-key',
  'prod/search-token',
  'prod/telemetry-writer',
  'staging/database-url',
  'staging/mail-relay',
] as const
/** The one secret that each application starts with. */
export const SECRET_OF_SERVICE: Readonly<Record<string, string>> = {
  'svc-deploy': 'prod/signing-key',
  'svc-archive': 'prod/telemetry-writer',
  'svc-billing': 'prod/payment-provider',
  'svc-search': 'prod/search-token',
}
