/** Bounds and defaults of the generator's settings. */
export const MAX_COUNT = 10_000
/** Stories a tick on average. */
export const MAX_STORY_RATE = 10
/** Stories that one tick may ask for by name. */
export const MAX_STORIES = 20

export const DEFAULT_SEED = 'auditflow'
export const DEFAULT_COUNT = 40
/** One story in every tick: whoever tries the product sees an alert with the first one. */
export const DEFAULT_STORY_RATE = 1
