import type { AuditEvent } from '../events/audit-event.ts'
import { RuleFault, within } from './fault.ts'
import { text } from './parse-info.ts'
import { isMap, own, type PlainMap } from './plain.ts'
import type { RuleSource } from './rule.ts'

/** Rules for this product read the normalised event and see the events of every product. */
export const NORMALISED = 'auditflow'

/** What `category` means in a rule for `auditflow`: an OCSF class. https://schema.ocsf.io/classes */
const CLASS_UIDS: ReadonlyMap<string, number> = new Map([
  ['authentication', 3002],
  ['account_change', 3001],
  ['user_access', 3005],
  ['api_activity', 6003],
])

/** Reads a rule's log source. Throws `RuleFault` when it says nothing, or names a category that is none. */
export function parseSource(doc: PlainMap): RuleSource {
  const logsource = own(doc, 'logsource')
  if (!isMap(logsource)) throw noSource()
  const [product, service, category] = ['product', 'service', 'category'].map((key) =>
    within(['logsource'], () => text(logsource, key)?.toLowerCase()),
  )
  if (product === NORMALISED)
    return { product, ...(service && { service }), ...(category && { classUid: classUid(category) }) }
  if (product === undefined && service === undefined && category === undefined) throw noSource()
  return { ...(product && { product }), ...(service && { service }), ...(category && { category }) }
}

function noSource(): RuleFault {
  return new RuleFault('the log source is missing', 'add "logsource:" with product, service or category')
}

function classUid(category: string): number {
  const uid = CLASS_UIDS.get(category)
  if (uid === undefined)
    throw new RuleFault(
      `the category "${category}" is unknown for product auditflow`,
      `use one of ${[...CLASS_UIDS.keys()].join(', ')}`,
      ['logsource', 'category'],
    )
  return uid
}

/**
 * Whether a rule sees an event. A product narrows enough that its rules' category is not asked of the event; a rule
 * without a product is compared in all it gives.
 */
export function sees(source: RuleSource, event: AuditEvent): boolean {
  const { product, service, category } = event.logsource
  if (source.service !== undefined && source.service !== service) return false
  if (source.product === NORMALISED) return source.classUid === undefined || source.classUid === event.class_uid
  if (source.product !== undefined) return source.product === product
  return source.category === undefined || source.category === category
}
