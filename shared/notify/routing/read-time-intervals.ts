import { readTimeInterval } from './read-time-interval.ts'
import { Names, type Reading } from './reading.ts'
import type { Path } from './routing-refused.ts'
import type { TimeInterval } from './types.ts'

/** Reads `time_intervals`, and `mute_time_intervals` as they were called before; they share their names. */
export function readTimeIntervals(
  reading: Reading,
  sections: readonly { value: unknown; path: Path }[],
): { intervals: Map<string, TimeInterval[]>; names: Names } {
  const intervals = new Map<string, TimeInterval[]>()
  const names = new Names()
  for (const { value, path } of sections)
    for (const { item, path: place } of reading.items(value, path)) {
      const map = reading.map(item, place, ['name', 'time_intervals'])
      const name = reading.name(map['name'], [...place, 'name'])
      const read = reading
        .items(map['time_intervals'], [...place, 'time_intervals'])
        .map((part) => readTimeInterval(reading, part.item, part.path))
      if (name === undefined) continue
      names.add(reading, name, [...place, 'name'])
      intervals.set(name, read)
    }
  return { intervals, names }
}
