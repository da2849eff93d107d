import * as z from 'zod/mini'
import { brokerSettings, common, decimal, wholeNumber } from '../../shared/config/settings.ts'
import { DEFAULT_COUNT, DEFAULT_SEED, DEFAULT_STORY_RATE, MAX_COUNT, MAX_STORY_RATE } from './limits.ts'

export const settings = {
  ...common,
  ...brokerSettings,
  AUDITFLOW_GENERATOR_SEED: z._default(z.string(), DEFAULT_SEED),
  /** Ordinary events a tick. */
  AUDITFLOW_GENERATOR_COUNT: wholeNumber({ min: 1, max: MAX_COUNT, default: DEFAULT_COUNT }),
  /** Attack stories a tick, on average. */
  AUDITFLOW_GENERATOR_STORY_RATE: decimal({ min: 0, max: MAX_STORY_RATE, default: DEFAULT_STORY_RATE }),
}
