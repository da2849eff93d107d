import type { Json } from '../events/audit-event.ts'
import type { JsonContainer } from '../events/exact.ts'
import { type Knowledge, NOTHING_KNOWN } from './parse-json.ts'
import { isObject } from './record.ts'
import { bodiesAboutSecrets, isSecret, takeOutSecretData } from './redaction/kubernetes-secrets.ts'
import { type Place, type Redaction, USUAL_REDACTION } from './redaction/policy.ts'
import { forEachSpot, MAX_LISTED, Redactor, type Spot, valueAt } from './redaction/redactor.ts'
import { kindOf } from './redaction/secret-names.ts'

const listed = new WeakMap<object, readonly string[]>()

export type RedactOptions = {
  policy: Redaction | undefined
  known?: Knowledge
}

/**
 * Takes secrets out of a record, in place: the data of Kubernetes Secrets, values under names of secrets, texts that
 * have the shape of one, and whatever the policy names. Nesting of any depth.
 * @param source whose record it is
 */
export function redact(
  record: JsonContainer,
  source: string,
  { policy = USUAL_REDACTION, known = NOTHING_KNOWN }: RedactOptions,
): void {
  const redactor = new Redactor(policy, source)
  if (!(known.isNamedHarmlessly && known.isHarmless)) walk(redactor, record, policy.configMaps, known)
  if (isObject(record))
    for (const body of bodiesAboutSecrets(record, policy.configMaps)) takeOutSecretData(redactor, body)
  for (const place of policy.paths) if ((place.source ?? source) === source) takeOutPlace(redactor, record, place)
  const before = listed.get(record) ?? []
  if (redactor.listed.length > 0) listed.set(record, [...before, ...redactor.listed].slice(0, MAX_LISTED))
}

/** The paths of what was taken out of a record, the first hundred of them. */
export function redactedPaths(record: Json): string[] | undefined {
  const paths = typeof record === 'object' && record !== null ? listed.get(record) : undefined
  return paths && [...paths]
}

function walk(redactor: Redactor, record: JsonContainer, configMaps: boolean, known: Knowledge): void {
  const pending: { container: JsonContainer; above: Spot | undefined }[] = [{ container: record, above: undefined }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { container, above } = next
    const visit = (spot: Spot) => {
      if (redactor.takeOutNamed(spot)) return
      const value = valueAt(spot)
      if (typeof value === 'string') redactor.takeOutTokens(spot, value)
      else if (typeof value === 'object' && value !== null) {
        if (isObject(value) && isSecret(value, configMaps)) takeOutSecretData(redactor, spot)
        pending.push({ container: value, above: spot })
      }
    }
    const isList = Array.isArray(container)
    forEachSpot(container, above, visit, (key, value) => {
      if (typeof value === 'object' || (typeof value === 'string' && !known.isHarmless)) return true
      return !isList && kindOf(key) !== 'plain'
    })
  }
}

function takeOutPlace(redactor: Redactor, record: JsonContainer, { path }: Place): void {
  let containers: { container: JsonContainer; above: Spot | undefined }[] = [{ container: record, above: undefined }]
  path.forEach((step, index) => {
    const inside: typeof containers = []
    for (const { container, above } of containers) {
      forEachSpot(container, above, (spot) => {
        if (step !== '*' && step !== spot.key) return
        const value = valueAt(spot)
        if (index === path.length - 1) redactor.takeOut(spot)
        else if (typeof value === 'object' && value !== null) inside.push({ container: value, above: spot })
      })
    }
    containers = inside
  })
}
