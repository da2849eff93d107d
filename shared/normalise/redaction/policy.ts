import { type Path, parsePath } from '../path.ts'

/** A path in the records of one source, or of all. */
export type Place = { source: string | undefined; path: Path }

/** What is taken out of records besides what is known for a secret, and what stays. */
export type Redaction = {
  paths: readonly Place[]
  keep: readonly Place[]
  /** Whether the data of Kubernetes ConfigMaps are taken out as those of Secrets are. */
  configMaps: boolean
}

/** Only what is known for a secret. */
export const USUAL_REDACTION: Redaction = { paths: [], keep: [], configMaps: false }

const SOURCE = /^([a-z0-9-]+):(.*)$/s
const CONFIG_MAPS = 'kubernetes:configmaps'
const STRAY_QUOTES = /"/g

/**
 * Reads paths, separated by commas or white space outside of quotes, each `path` or `source:path`; for the data of
 * ConfigMaps, `kubernetes:configmaps`.
 * @throws Error with the entry and the reason
 */
export function parseRedaction(paths: string, keep: string): Redaction {
  const entries = split(paths)
  return {
    paths: entries.filter((entry) => entry !== CONFIG_MAPS).map(placeOf),
    keep: split(keep).map(placeOf),
    configMaps: entries.includes(CONFIG_MAPS),
  }
}

function split(list: string): string[] {
  if ((list.match(STRAY_QUOTES)?.length ?? 0) % 2 === 1) throw new Error('a quote is not closed')
  return list.match(/(?:"[^"]*"|[^\s,"])+/g) ?? []
}

function placeOf(entry: string): Place {
  const [, source, path = entry] = SOURCE.exec(entry) ?? []
  try {
    return { source, path: parsePath(path) }
  } catch (fault) {
    throw new Error(`${JSON.stringify(entry.slice(0, 100))} ${(fault as Error).message}`)
  }
}

/** Whether a path is one that stays, or lies within one. */
export function stays(policy: Redaction, source: string, path: Path): boolean {
  return policy.keep.some(
    (kept) =>
      (kept.source ?? source) === source &&
      kept.path.length <= path.length &&
      kept.path.every((step, index) => step === '*' || step === path[index]),
  )
}
