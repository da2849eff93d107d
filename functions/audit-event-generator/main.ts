import { readConfig } from '../../shared/config/read-config.ts'
import { brokerCheck } from '../../shared/config/settings.ts'
import { isCloudEvent } from '../../shared/events/http.ts'
import { keepByPublishing } from '../../shared/runtime/keep.ts'
import { main } from '../../shared/runtime/main.ts'
import { createPublisher } from '../../shared/runtime/publisher.ts'
import { serve } from '../../shared/runtime/serve.ts'
import { settings } from './config.ts'
import { handle } from './handle.ts'
import { handlePost } from './handle-post.ts'

const NAME = 'audit-event-generator'

void main(NAME, async (log) => {
  const config = readConfig(settings, process.env, brokerCheck)
  const publisher = createPublisher(config, log)
  const ports = {
    publisher,
    clock: Date.now,
    log,
    config: {
      seed: config.AUDITFLOW_GENERATOR_SEED,
      count: config.AUDITFLOW_GENERATOR_COUNT,
      storyRate: config.AUDITFLOW_GENERATOR_STORY_RATE,
    },
  }
  await serve({
    name: NAME,
    port: config.PORT,
    drainSeconds: config.AUDITFLOW_DRAIN_SECONDS,
    log,
    consumers: {
      '/': {
        takes: isCloudEvent,
        handle: async (events) => {
          const outcomes = []
          for (const event of events) outcomes.push(await handle({ event }, ports))
          return { rejected: outcomes.flatMap(({ rejected }) => rejected) }
        },
        keep: keepByPublishing(NAME, publisher, Date.now),
      },
    },
    fetch: (request) => handlePost(request, ports),
    ready: () => publisher.ready(),
    close: () => publisher.close(),
  })
})
