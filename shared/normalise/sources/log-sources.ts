import type { LogSource } from '../../events/audit-event.ts'
import { SOURCES } from './index.ts'

/** The log sources that the adapters give by themselves. With `/sources/json` the sender names any other. */
export const LOG_SOURCES: readonly LogSource[] = [...SOURCES.values()].flatMap(({ logSources }) => logSources)
