const GO = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/
const ISO = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/

/**
 * Milliseconds of a duration in Go's form (`1m30s`, Knative Serving) or ISO 8601's (`PT0.2S`, Knative Eventing).
 * @throws when it is neither
 */
export function parseDuration(text: string): number {
  const match = GO.exec(text) ?? ISO.exec(text)
  const [hours, minutes, seconds] = (match ?? []).slice(1).map((part) => Number(part ?? 0))
  if (match === null || (match[1] ?? match[2] ?? match[3]) === undefined)
    throw new Error(`${text}: is no duration such as 30s or PT0.2S`)
  return Math.round(((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000)
}
