import type { Source } from './source.ts'

export type OwnSources = {
  byName: ReadonlyMap<string, Source>
  /** Those that know their records wherever they were sent to. */
  recognising: readonly Source[]
}

export const NO_OWN_SOURCES: OwnSources = { byName: new Map(), recognising: [] }
