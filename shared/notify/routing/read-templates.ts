import type { Templates } from './read-receivers.ts'
import type { Reading } from './reading.ts'
import type { Path } from './routing-refused.ts'

/** `alert` of `templates/alert.mustache`. */
const BASE_NAME = /([^/\\]+?)(?:\.[^./\\]*)?$/

/** Reads the files that `templates` names. Each is known by its file's name without folder and extension. */
export function readTemplates(reading: Reading, value: unknown, readFile: (path: string) => string): Templates {
  const textOf = (file: string, path: Path): string => {
    try {
      return readFile(file)
    } catch (error) {
      reading.fault(path, `can't be read: ${(error as Error).message}`)
      return ''
    }
  }
  const templates: Record<string, string> = Object.create(null)
  for (const { item, path } of reading.items(value, ['templates'])) {
    const file = reading.text(item, path)
    if (file === undefined) continue
    const name = BASE_NAME.exec(file)?.[1]
    if (/[*?[]/.test(file)) reading.fault(path, 'is a pattern; name each file')
    else if (name === undefined) reading.fault(path, 'names no file')
    else if (name in templates) reading.fault(path, 'another file has this name, folder and extension apart')
    else templates[name] = textOf(file, path)
  }
  return templates
}
