/** Where a page ends: the sort time (microseconds kept, so text and no `Date`) and the id of its last row. */
export type Cursor = { time: string; id: string }

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isUuid(text: string): boolean {
  return UUID.test(text)
}

export function toCursor({ time, id }: Cursor): string {
  return `${time.replace('+00:00', 'Z')}_${id}`
}

/** Undefined when the text is no cursor of ours. */
export function parseCursor(text: string): Cursor | undefined {
  const [time, id, rest] = text.split('_')
  if (time === undefined || id === undefined || rest !== undefined) return undefined
  return TIME.test(time) && isDate(time.slice(0, 10)) && !Number.isNaN(Date.parse(time)) && isUuid(id)
    ? { time, id }
    : undefined
}

/** Whether PostgreSQL knows the day too: no 30 February, no year 0. */
function isDate(day: string): boolean {
  const date = new Date(day)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) && day >= '0001'
}

/** Splits `limit + 1` rows into a page and the cursor of the next one, null on the last. */
export function toPage<Row>(rows: readonly Row[], limit: number, cursorOf: (row: Row) => Cursor) {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last !== undefined ? toCursor(cursorOf(last)) : null }
}

export type Page<Row> = { rows: Row[]; next: string | null }
