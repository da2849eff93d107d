import { parseArgs } from 'node:util'

export type ImageOptions = {
  /** Without a container engine, from this machine's Node. */
  local: boolean
  /** What stands before the image's name: registry and path. */
  prefix: string
  version: string
  /** Names of the images to make. */
  names: string[]
}

/** Knative resolves no tag to a digest in the registry of this name, so that it takes images that were only imported. */
const DEFAULT_PREFIX = 'dev.local/auditflow'
/** https://github.com/distribution/reference: a path of lower-case parts, with a host and port before it. */
const PREFIX = /^[a-z0-9][a-z0-9._-]*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/
const TAG = /^\w[\w.-]{0,127}$/

/**
 * Reads `--local`, `--prefix P`, `--version V` and `--only NAME` (as often as wanted).
 * @param all the names there are
 * @param defaults AUDITFLOW_REGISTRY, if set, as `prefix`; the project's own version
 * @throws with a line that says what may be given instead
 */
export function readOptions(
  args: readonly string[],
  all: readonly string[],
  defaults: { prefix: string | undefined; version: string },
): ImageOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      local: { type: 'boolean', default: false },
      prefix: { type: 'string', default: defaults.prefix || DEFAULT_PREFIX },
      version: { type: 'string', default: defaults.version },
      only: { type: 'string', multiple: true },
    },
  })
  const { local, prefix, version, only = [...all] } = values
  const unknown = only.find((name) => !all.includes(name))
  if (unknown !== undefined) throw new Error(`--only ${unknown}: there are ${all.join(', ')}`)
  if (!PREFIX.test(prefix)) throw new Error(`--prefix ${prefix}: must be as in registry.example.com/auditflow`)
  if (!TAG.test(version)) throw new Error(`--version ${version}: must be letters, digits, . _ and -, up to 128`)
  return { local, prefix, version, names: only }
}
