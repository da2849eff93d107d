import ownRules from 'auditflow:rules'
import { compileRuleset, createReplay, type Finding, parseRules } from '../../shared/detect/index.ts'
import { labelledDay, type Telling } from './labelled-day.ts'

const START_MS = Date.UTC(2026, 10, 25)
const EVENTS = 200_000
const TIMES = 8
const WANTED = 0.95
/** Findings further apart are alerts of their own, so that a false one does not hide behind a true one. */
const LONGEST_GAP_MS = 3_600_000

type Named = { title: string; level: string; falsepositives?: readonly string[] }
type Score = Named & { told: number; found: number; alerts: number; wrong: number }

const say = (text: string) => console.log(text)
const whole = (value: number) => value.toLocaleString('en')

/** Prints what each rule of the own pack finds of a day whose stories say which rules they must set off. */
const parsed = parseRules(ownRules)
const began = performance.now()
const day = labelledDay(START_MS, EVENTS, TIMES)
const alerts = await find()
const seconds = (performance.now() - began) / 1000
const scores = alerting().map(scoreOf)

say(
  `${whole(day.size)} events of a day, ${whole(day.tellings.length)} tellings of stories among them, ${scores.length} rules, in ${seconds.toFixed(0)} s`,
)
say(`\n${row(['rule', 'level', 'told', 'found', 'missed', 'alerts', 'false', 'precision', 'recall'])}`)
for (const { title, level, told, found, alerts, wrong } of scores)
  say(row([title, level, told, found, told - found, alerts, wrong, ratio(alerts - wrong, alerts), ratio(found, told)]))
list(
  'Set off by no story',
  scores.filter(({ told }) => told === 0),
)
list(
  `Precision or recall under ${WANTED}`,
  scores.filter(({ told, found, alerts, wrong }) => found < WANTED * told || alerts - wrong < WANTED * alerts),
  'what else it finds, as the rule says',
)

/** What one key of a rule was found for: findings no further apart than the rule's timespan, an hour at most, are one alert. */
type Alert = { title: string; key: string; toMs: number; uids: Set<string> }

/** The alerts of the day. */
async function find(): Promise<Alert[]> {
  const open = new Map<string, Alert>()
  const closed: Alert[] = []
  const onFinding = ({ rule: { title }, key, windowMs = 0, events }: Finding): void => {
    const [fromMs, toMs] = [Math.min(...events.map(timeOf)), Math.max(...events.map(timeOf))]
    const id = `${title} ${key}`
    let alert = open.get(id)
    if (alert === undefined || fromMs > alert.toMs + Math.min(windowMs, LONGEST_GAP_MS)) {
      if (alert !== undefined) closed.push(alert)
      alert = { title, key, toMs, uids: new Set() }
      open.set(id, alert)
    }
    alert.toMs = Math.max(alert.toMs, toMs)
    for (const { uid } of events) alert.uids.add(uid)
  }
  const replay = createReplay(compileRuleset(parsed), onFinding)
  for (const minute of day.minutes()) await replay.add(minute)
  await replay.end()
  return [...closed, ...open.values()]
}

function timeOf({ timeMs }: { timeMs: number }): number {
  return timeMs
}

function alerting(): Named[] {
  const rules = parsed.rules.filter(({ silent }) => !silent).map(({ info }) => info)
  const correlations = parsed.correlations.filter(({ silent }) => !silent)
  return [...rules, ...correlations].sort((a, b) => (a.title < b.title ? -1 : 1))
}

/** An alert is false when none of its events is of a story that must set the rule off. */
function scoreOf({ title, level, falsepositives = [] }: Named): Score {
  const told = day.tellings.filter(({ story }) => story.rules.includes(title))
  const meant = new Map(told.flatMap((telling) => [...telling.uids].map((uid) => [uid, telling] as const)))
  const found = new Set<Telling>()
  const raised = alerts.filter((alert) => alert.title === title)
  const wrong = raised.filter(({ uids }) => {
    const tellings = [...uids].flatMap((uid) => meant.get(uid) ?? [])
    for (const telling of tellings) found.add(telling)
    return tellings.length === 0
  })
  return {
    title,
    level,
    falsepositives,
    told: told.length,
    found: found.size,
    alerts: raised.length,
    wrong: wrong.length,
  }
}

function ratio(part: number, of: number): string {
  return of === 0 ? '-' : (part / of).toFixed(2)
}

function row([title = '', level = '', ...numbers]: readonly (string | number)[]): string {
  return `${String(title).padEnd(56)} ${String(level).padEnd(8)}${numbers.map((one) => String(one).padStart(10)).join('')}`
}

function list(what: string, those: readonly Score[], reason?: string): void {
  say(`\n${what}: ${those.length}`)
  for (const { title, falsepositives = [] } of those)
    say(`  ${title}${reason === undefined ? '' : ` (${reason}: ${falsepositives.join('; ')})`}`)
}
