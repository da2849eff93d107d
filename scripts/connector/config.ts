import * as z from 'zod/mini'
import { common, httpUrl, rabbitmqUrl, wholeNumber } from '../../shared/config/settings.ts'
import { SCHEDULES } from './sources.ts'

const NAME = '{name}'

/** Knative gives each function this address within the cluster. */
const KNATIVE = `http://${NAME}.auditflow.svc.cluster.local`

export const settings = {
  ...common,
  /** After SIGTERM, for how long requests under way may go on. */
  AUDITFLOW_DRAIN_SECONDS: wholeNumber({ min: 0, max: 300, default: 20 }),
  RABBITMQ_URL: rabbitmqUrl,
  /** Where a function is, `{name}` standing for its name. */
  AUDITFLOW_SINK_URL: z._default(
    z
      .string()
      .check(
        z.refine(
          (url) => url.includes(NAME) && z.safeParse(httpUrl, sinkUrl(url, 'name')).success,
          `must be a URL starting with http:// or https://, with ${NAME} in it`,
        ),
      ),
    KNATIVE,
  ),
  /** How long one request may take: more than the functions' own limit, and than their cold start. */
  AUDITFLOW_SINK_TIMEOUT_SECONDS: wholeNumber({ min: 1, max: 3600, default: 130 }),
  /** How many messages of a queue may be held unanswered at most: with large events, what the memory is needed for. */
  AUDITFLOW_PREFETCH: wholeNumber({ min: 1, max: 10_000, default: 200 }),
  /** `off`: no ticks, where something else sends them, such as the cron-connector; `needed`: all but the generator's. */
  AUDITFLOW_SCHEDULES: z._default(z.enum(SCHEDULES), 'on'),
}

/** The address of the function of that name. */
export function sinkUrl(template: string, name: string): string {
  return template.replaceAll(NAME, name)
}
