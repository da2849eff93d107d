import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'

export type Manifest = {
  apiVersion: string
  kind: string
  metadata: { name: string; annotations?: Record<string, string> }
  spec: Record<string, unknown>
}

/** Every YAML document below a folder, with the file it stands in, relative to the folder. */
export function readYamlFolder<T = Manifest>(folder: string): { file: string; doc: T }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => {
        if (document.errors[0]) throw document.errors[0]
        return { file, doc: document.toJS() as T }
      }),
    )
    .filter(({ doc }) => doc !== null)
}
