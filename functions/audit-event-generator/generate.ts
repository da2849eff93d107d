import type { AuditEvent } from '../../shared/events/audit-event.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import type { TimedDeed } from './deed.ts'
import { derivedId } from './derived-id.ts'
import { ordinaryDeeds } from './ordinary/ordinary-deeds.ts'
import { type Random, seededRandom } from './random.ts'
import { STORIES } from './stories/index.ts'
import type { Story } from './stories/story.ts'
import { type Label, toEvent } from './to-event.ts'

/** A story ends a second before the tick; scenes that say no gap share two minutes evenly. */
const STORY_MS = 120_000
const LAST_SCENE_MS = 1_000

export type GenerateOptions = {
  /** Another seed gives other events. */
  seed: string
  /** Names the tick: same seed and tick, same events, byte for byte. */
  tick: string
  /** The tick's time, milliseconds since 1970 UTC; every event happened before it. */
  atMs: number
  /** Ordinary events; a story's events come on top. */
  count: number
  /** Stories a tick on average: 0.25 is one in about four ticks, 1 is one in every tick. */
  storyRate: number
  /** At least so many stories, whatever the rate. */
  minStories?: number
  /** Exactly these stories, by name, instead of what the rate would choose. */
  stories?: readonly string[]
}

const chooseStories = (random: Random, { storyRate, minStories = 0, stories }: GenerateOptions): Story[] => {
  if (stories) return stories.flatMap((wanted) => STORIES.filter(({ name }) => name === wanted))
  const whole = Math.floor(storyRate)
  const drawn = whole + (random.chance(storyRate - whole) ? 1 : 0)
  return Array.from({ length: Math.max(drawn, minStories) }, () => random.pick(STORIES))
}

const tellStory = ({ tell }: Story, random: Random, atMs: number): TimedDeed[] => {
  const scenes = tell(random)
  const stepMs = Math.floor((STORY_MS - LAST_SCENE_MS) / scenes.length)
  const told: TimedDeed[] = []
  let timeMs = atMs - LAST_SCENE_MS
  for (const { gapMs = stepMs, ...deed } of scenes.toReversed()) {
    told.push({ deed, timeMs })
    timeMs -= gapMs
  }
  return told.reverse()
}

/** The synthetic audit events of one tick, oldest first: pure, no clock and no chance but the seed's. */
export const generate = (options: GenerateOptions): CloudEvent<AuditEvent>[] => {
  const { seed, tick, atMs, count } = options
  const randomFor = (lane: string): Random => seededRandom(seed, tick, lane)
  const write = (deeds: TimedDeed[], lane: string, label?: Label): CloudEvent<AuditEvent>[] =>
    deeds.map((deed, index) => toEvent(deed, derivedId(seed, tick, lane, String(index)), label))

  const ordinary = write(ordinaryDeeds(randomFor('ordinary'), atMs, count), 'ordinary')
  const told = chooseStories(randomFor('choice'), options).flatMap((story, position) => {
    const lane = `story ${position} ${story.name}`
    const label = { story: story.name, storyid: derivedId(seed, tick, lane) }
    return write(tellStory(story, randomFor(lane), atMs), lane, label)
  })
  return [...ordinary, ...told].sort((a, b) => a.data.time - b.data.time)
}
