/** A file, or a folder when it has no content; `path` without a slash at the start, folders before what is in them. */
export type Entry = { path: string; content?: Buffer; mode?: number }

const BLOCK = 512
const MAX_NAME = 100
const MAX_PREFIX = 155

/**
 * A tar archive in the POSIX ustar format (IEEE Std 1003.1-2017, pax, "ustar Interchange Format"): owned by root, of the
 * year 1970, so that the same entries always give the same bytes.
 * @throws when a path is too long for the format
 */
export function tar(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = []
  for (const entry of entries) {
    const content = entry.content ?? Buffer.alloc(0)
    parts.push(header(entry), content, Buffer.alloc(-content.length & (BLOCK - 1)))
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}

function header({ path, content, mode }: Entry): Buffer {
  const block = Buffer.alloc(BLOCK)
  const isFolder = content === undefined
  const [prefix, name] = split(isFolder ? `${path}/` : path)
  block.write(name, 0)
  block.write(octal(mode ?? (isFolder ? 0o755 : 0o644), 7), 100)
  block.write(octal(0, 7), 108)
  block.write(octal(0, 7), 116)
  block.write(octal(content?.length ?? 0, 11), 124)
  block.write(octal(0, 11), 136)
  block.write(isFolder ? '5' : '0', 156)
  block.write('ustar\0', 257)
  block.write('00', 263)
  block.write(prefix, 345)
  // The sum is taken with the field of the sum itself as spaces.
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 6)}\0 `, 148)
  return block
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}

function split(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= MAX_NAME) return ['', path]
  const at = path.indexOf('/', path.length - MAX_NAME - 1)
  if (at === -1 || at > MAX_PREFIX || Buffer.byteLength(path) !== path.length)
    throw new Error(`${path}: too long for an archive`)
  return [path.slice(0, at), path.slice(at + 1)]
}
