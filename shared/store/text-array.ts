/**
 * Values as an array literal of PostgreSQL (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO): one
 * parameter a column is read several times faster than rows as JSON. Undefined is null.
 */
export function arrayLiteral(values: readonly (string | undefined)[]): string {
  return `{${values.map((value) => (value === undefined ? 'NULL' : quoted(value))).join(',')}}`
}

function quoted(value: string): string {
  return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`
}
