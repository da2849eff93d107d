import type { AliasTable } from './alias.ts'
import { AUTH0 } from './auth0.ts'
import { AZURE } from './azure.ts'
import { FieldAliases } from './field-aliases.ts'
import { GCP } from './gcp.ts'
import { GOOGLE_WORKSPACE } from './google-workspace.ts'
import { KUBERNETES } from './kubernetes.ts'
import { M365 } from './m365.ts'

const TABLES: readonly AliasTable[] = [AUTH0, AZURE, GCP, GOOGLE_WORKSPACE, KUBERNETES, M365]

const BY_SOURCE: ReadonlyMap<string, FieldAliases> = new Map(
  TABLES.flatMap((table) =>
    Object.entries(table.services).map(([service, fields]) => [
      sourceKey(table.product, service),
      new FieldAliases(table, fields),
    ]),
  ),
)

/** The aliases of a log source; undefined for one whose rules name fields as its records do. */
export function aliasesOf(source: { product: string; service?: string | undefined }): FieldAliases | undefined {
  return BY_SOURCE.get(sourceKey(source.product, source.service ?? ''))
}

function sourceKey(product: string, service: string): string {
  return `${product}/${service}`
}
