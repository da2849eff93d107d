import { GLOBAL_FIELDS, GLOBAL_UNSUPPORTED } from './global-fields.ts'
import { readInhibitRules } from './read-inhibit-rules.ts'
import { readReceivers } from './read-receivers.ts'
import { readRoutes } from './read-routes.ts'
import { readTemplates } from './read-templates.ts'
import { readTimeIntervals } from './read-time-intervals.ts'
import { readYaml } from './read-yaml.ts'
import { Reading } from './reading.ts'
import { pathText, RoutingRefused } from './routing-refused.ts'
import type { Routing } from './types.ts'

const FIELDS = ['global', 'route', 'receivers', 'inhibit_rules', 'time_intervals', 'mute_time_intervals', 'templates']
const UNSUPPORTED = { tracing: 'is not supported by AuditFlow', event_recorder: 'is not supported by AuditFlow' }

/**
 * Reads a routing file: Alertmanager's YAML, with `escalation` in routes and AuditFlow's own kinds of channels. README.md
 * says what differs.
 * @param readFile gives the text of a file that the routing names; what it throws becomes a fault
 * @throws RoutingRefused with every fault that was found
 */
export function parseRouting(text: string, readFile: (path: string) => string): Routing {
  const tree = readYaml(text)
  const reading = new Reading()
  const file = reading.map(tree.value, [], FIELDS, UNSUPPORTED)
  const globals = reading.map(file['global'], ['global'], GLOBAL_FIELDS, GLOBAL_UNSUPPORTED)
  const templates = readTemplates(reading, file['templates'], readFile)
  const { receivers, names } = readReceivers(reading, file['receivers'], { globals, readFile, templates })
  const { intervals, names: intervalNames } = readTimeIntervals(
    reading,
    ['time_intervals', 'mute_time_intervals'].map((field) => ({ value: file[field], path: [field] })),
  )
  const root = readRoutes(reading, file['route'], { receivers: names, intervals: intervalNames })
  const inhibitRules = readInhibitRules(reading, file['inhibit_rules'])
  const faults = [
    ...tree.faults,
    ...reading.faults.map(({ path, reason }) => ({ ...tree.placeOf(path), path: pathText(path), reason })),
  ]
  if (faults.length > 0) throw new RoutingRefused(faults.sort((a, b) => a.line - b.line || a.column - b.column))
  return { root, receivers, inhibitRules, timeIntervals: intervals }
}
