import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parseBody } from '../../shared/normalise/body/parse-body.ts'
import { type Item, normalise } from '../../shared/normalise/normalise.ts'
import { percentile, readRate } from './measure.ts'

/**
 * What it costs to make events of what products send, from the bytes of a body to events (parsing, recognising, taking
 * secrets out, identity and all), as a multiple of `JSON.parse` alone of the same records, both in this run.
 */
const FOLDER = '../shared/events'
const NO_RECORDS = /labels|^normalised|^sigma-expected|^http-cases|^conformance/
const ROUNDS = 15
const ROUND_SECONDS = 0.15
const context = { headers: new Headers(), receivedAtMs: Date.UTC(2026, 0, 1) }

function textOf(folder: string, ending: string): string {
  const files = readdirSync(`${FOLDER}/${folder}`).filter((file) => file.endsWith(ending) && !NO_RECORDS.test(file))
  return files.map((file) => readFileSync(`${FOLDER}/${folder}/${file}`, 'utf8')).join('')
}

function eventsOf(body: Uint8Array): Item[] {
  return parseBody(body, 'lines', true).flatMap((document): Item[] =>
    document.ok ? normalise(undefined, document.value, context) : [document],
  )
}

/** Milliseconds that one call takes, over many calls of about a round's length. */
function timeOf(work: () => unknown): number {
  const rate = readRate()
  let calls = 0
  for (; rate.seconds() < ROUND_SECONDS; calls++) work()
  return (rate.seconds() * 1_000) / calls
}

function compare(folder: string): string {
  const json = textOf(folder, '.jsonl')
  const body = Buffer.from(json === '' ? textOf(folder, '.log') : json)
  const items = eventsOf(body)
  // A line of text has no JSON to compare with but that of the record which is made of it.
  const texts =
    json === ''
      ? items.flatMap((item) => (item.ok ? JSON.stringify(item.event.data.raw) : []))
      : json.trimEnd().split('\n')
  const ours: number[] = []
  const floors: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(timeOf(() => eventsOf(body)))
    floors.push(timeOf(() => texts.map((text) => JSON.parse(text))))
  }
  const [cost, floor] = [percentile(ours, 0.5), percentile(floors, 0.5)]
  const perEvent = (cost * 1_000) / items.length
  return [
    folder.padEnd(18),
    String(items.length).padStart(7),
    perEvent.toFixed(1).padStart(12),
    ((floor * 1_000) / items.length).toFixed(1).padStart(12),
    (cost / floor).toFixed(2).padStart(8),
  ].join('')
}

if (!existsSync(FOLDER)) console.log(`There are no records to measure with: ${FOLDER} is absent`)
else {
  console.log('source             events  µs an event  JSON.parse   ratio')
  for (const folder of readdirSync(FOLDER)) {
    const isFolder =
      existsSync(`${FOLDER}/${folder}/`) && !['cloudevents', 'licences', 'sigma-derived'].includes(folder)
    if (isFolder && !folder.includes('.')) console.log(compare(folder))
  }
}
