import type { Arrival } from '../checks/check.ts'
import type { Ports } from '../ports.ts'
import { validateEventGrid } from './event-grid.ts'
import { verifySlackUrl } from './slack.ts'
import { confirmSns } from './sns.ts'

/** The answer to a request, already checked, that brings no events; undefined for one that does. */
export async function answerHandshake(
  arrival: Arrival,
  content: Uint8Array,
  ports: Ports,
): Promise<Response | undefined> {
  return (
    validateEventGrid(arrival, content) ??
    verifySlackUrl(arrival, content) ??
    (await confirmSns(arrival, content, ports))
  )
}
