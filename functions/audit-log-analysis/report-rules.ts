import { type Fault, faultLine } from '../../shared/detect/index.ts'
import type { Log } from '../../shared/ports/ports.ts'
import type { RuleBook } from '../../shared/rules/rule-book.ts'

/** How many rules judge events, and how many could not be read. */
export type CountRules = (loaded: number, refused: number) => void

/** A whole folder may be wrong: its first faults tell as much as all. */
const MOST_LINES = 50

/** Tells of the rules each time they have changed: how many there are, and each fault that was not there before. */
export function createRuleReport(log: Log, count: CountRules): (book: RuleBook, faults: readonly Fault[]) => void {
  let told = new Set<string>()
  return (book, ofFiles) => {
    const lines = [...ofFiles, ...book.faults].map(faultLine)
    const fresh = lines.filter((line) => !told.has(line))
    told = new Set(lines)
    for (const reason of fresh.slice(0, MOST_LINES)) log.error('rule not loaded', { reason })
    if (fresh.length > MOST_LINES) log.error('more rules not loaded', { count: fresh.length - MOST_LINES })
    if (book.replaced.length > 0) log.info('rules replaced by others of their id', { rules: book.replaced })
    if (book.unmatched.length > 0)
      log.warn('stages or exceptions for rules that are not loaded', { rules: book.unmatched })
    const stages = [...book.rules.map(({ info }) => info.stage), ...book.correlations.map(({ stage }) => stage)]
    const number = (wanted: string) => stages.filter((stage) => stage === wanted).length
    const [live, shadow, off] = [number('live'), number('shadow'), number('off')]
    log.info('rules loaded', { live, shadow, off, refused: lines.length })
    count(live + shadow, lines.length)
  }
}
