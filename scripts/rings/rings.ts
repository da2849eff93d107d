/** The folders code lives in, by ring. A file imports from its own folder or from a lower ring. */
const RINGS: readonly (readonly string[])[] = [
  ['shared/events'],
  ['shared/normalise', 'shared/detect', 'shared/integrity', 'shared/notify', 'shared/ports'],
  [
    'shared/config',
    'shared/observe',
    'shared/broker',
    'shared/store',
    'shared/cache',
    'shared/rules',
    'shared/channels',
  ],
  ['shared/runtime'],
  ['functions/*'],
  ['scripts'],
]

/** What infra/ declares is data; it is read from this ring on. */
const DATA_RING = 2.5

/** Up to here code is pure: no I/O, no clock, no environment, no randomness. */
export const LAST_PURE_RING = 1

export type Place = { folder: string; ring: number }

/** Folder and ring of a file, given by its path from the root; undefined when no ring is known for it. */
export function placeOf(file: string): Place | undefined {
  const [top = '', second = ''] = file.split('/')
  if (top === 'infra') return { folder: 'infra', ring: DATA_RING }
  const folder = top === 'scripts' ? top : `${top}/${second}`
  const entry = top === 'functions' ? 'functions/*' : folder
  const ring = RINGS.findIndex((folders) => folders.includes(entry))
  return ring === -1 ? undefined : { folder, ring }
}

/** Tests and what only tests use: `x.test.ts`, `test-x.ts`, `testing.ts` and the folders `testing` and `test`. */
export function isTestFile(file: string): boolean {
  return /\.test\.ts$|(^|\/)test-[^/]*\.ts$|(^|\/)testing\.ts$|(^|\/)testing\/|^test\//.test(file)
}
