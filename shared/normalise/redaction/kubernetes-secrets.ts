import type { Json } from '../../events/audit-event.ts'
import { at, isObject, type JsonObject } from '../record.ts'
import { forEachSpot, type Redactor, type Spot, spotAt, valueAt } from './redactor.ts'

/** Holds the whole object once more, as text. https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/ */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
const DATA = ['data', 'stringData', 'binaryData']
const DATA_PATCH = /^\/(?:data|stringData|binaryData)(?:\/|$)/
/** How Google's audit log names the operation. */
const GKE_METHOD = /^io\.k8s\.core\.v\d[a-z0-9]*\.(secrets|configmaps)\./

/** Whether an object is a Secret, or a list of them, wherever it stands. */
export function isSecret(object: JsonObject, configMaps: boolean): boolean {
  const { kind } = object
  if (kind === 'Secret' || kind === 'SecretList') return true
  return configMaps && (kind === 'ConfigMap' || kind === 'ConfigMapList')
}

/** Where the bodies of a request about Secrets stand in a record of Kubernetes or of Google's log of it. */
export function bodiesAboutSecrets(record: JsonObject, configMaps: boolean): Spot[] {
  const payload = at(record, 'protoPayload')
  const method = at(payload, 'methodName')
  const resource =
    at(record, 'objectRef', 'resource') ?? (typeof method === 'string' ? GKE_METHOD.exec(method)?.[1] : undefined)
  if (resource !== 'secrets' && !(configMaps && resource === 'configmaps')) return []
  const spots = ['requestObject', 'responseObject'].map((key) => spotAt(record, key, undefined))
  if (isObject(payload)) {
    const above = spotAt(record, 'protoPayload', undefined)
    for (const key of ['request', 'response']) spots.push(spotAt(payload, key, above))
  }
  return spots
}

/** Takes the data out of a Secret, a list of them, or a patch of either kind. */
export function takeOutSecretData(redactor: Redactor, spot: Spot): void {
  const value = valueAt(spot)
  if (Array.isArray(value)) forEachSpot(value, spot, (operation) => takeOutOfOperation(redactor, operation))
  else {
    takeOutOfOne(redactor, spot)
    forEachItem(value, spot, (item) => takeOutOfOne(redactor, item))
  }
}

function takeOutOfOne(redactor: Redactor, spot: Spot): void {
  const value = valueAt(spot)
  if (!isObject(value)) return
  forEachSpot(value, spot, (inner) => {
    if (DATA.includes(inner.key)) redactor.takeOutLeaves(inner)
    else if (inner.key === 'metadata') takeOutLastApplied(redactor, inner)
  })
}

/** An operation of a JSON Patch, RFC 6902. */
function takeOutOfOperation(redactor: Redactor, operation: Spot): void {
  const value = valueAt(operation)
  if (!isObject(value)) return
  const path = at(value, 'path')
  forEachSpot(value, operation, (inner) => {
    if (inner.key !== 'value' || typeof path !== 'string') return
    if (DATA_PATCH.test(path)) redactor.takeOutLeaves(inner)
    else if (path.startsWith('/metadata/annotations/kubectl')) redactor.takeOut(inner)
    else if (path.startsWith('/metadata')) takeOutLastApplied(redactor, inner)
    else takeOutOfOne(redactor, inner)
  })
}

/** Of metadata, or of annotations. */
function takeOutLastApplied(redactor: Redactor, spot: Spot): void {
  const value = valueAt(spot)
  if (!isObject(value)) return
  forEachSpot(value, spot, (inner) => {
    if (inner.key === LAST_APPLIED) redactor.takeOut(inner)
    else if (inner.key === 'annotations' && spot.key !== 'annotations') takeOutLastApplied(redactor, inner)
  })
}

function forEachItem(list: Json | undefined, spot: Spot, visit: (item: Spot) => void): void {
  if (!isObject(list)) return
  forEachSpot(list, spot, (inner) => {
    const items = inner.key === 'items' ? valueAt(inner) : undefined
    if (Array.isArray(items)) forEachSpot(items, inner, visit)
  })
}
