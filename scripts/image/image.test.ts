import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { findEngine } from './engine.ts'
import { hostNode } from './host-node.ts'
import { layer, ociArchive } from './oci-archive.ts'
import { readOptions } from './options.ts'
import { tar } from './tar.ts'

const folder = mkdtempSync(join(tmpdir(), 'image-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function unpack(archive: Buffer, name: string): string {
  const into = mkdtempSync(join(folder, `${name}-`))
  execFileSync('tar', ['-x', '-p', '-C', into], { input: archive })
  return into
}

describe('an archive', () => {
  it('is read by tar as it was written', () => {
    const long = `${'folder/'.repeat(20)}file`
    const into = unpack(
      tar([
        { path: 'tmp', mode: 0o1777 },
        { path: 'a', content: Buffer.from('text'), mode: 0o755 },
        { path: long, content: Buffer.alloc(513, 'x') },
      ]),
      'tar',
    )
    expect(readFileSync(join(into, 'a'), 'utf8')).toBe('text')
    expect(statSync(join(into, 'a')).mode & 0o7777).toBe(0o755)
    expect(statSync(join(into, 'tmp')).mode & 0o7777).toBe(0o1777)
    expect(readFileSync(join(into, long), 'utf8')).toBe('x'.repeat(513))
  })

  it('refuses a path that the format has no room for', () => {
    expect(() => tar([{ path: 'x'.repeat(101), content: Buffer.alloc(0) }])).toThrow('too long for an archive')
  })
})

describe('an image without an engine', () => {
  const own = () => layer([{ path: 'function.cjs', content: Buffer.from('1') }])
  const config = {
    Cmd: ['node'],
    Env: [],
    User: '1000:1000',
    WorkingDir: '/',
    ExposedPorts: {},
    Labels: { a: 'b' },
  }

  it('is the same bytes each time, and its digests are those of its parts', () => {
    const archive = ociArchive('dev.local/auditflow/x:1', config, [own()])
    expect(ociArchive('dev.local/auditflow/x:1', config, [own()]).equals(archive)).toBe(true)
    const root = unpack(archive, 'oci')
    const blob = ({ digest, size }: { digest: string; size: number }) => {
      const bytes = readFileSync(join(root, 'blobs', digest.replace(':', '/')))
      expect([`sha256:${sha256(bytes)}`, bytes.length]).toEqual([digest, size])
      return bytes
    }
    const [entry] = JSON.parse(readFileSync(join(root, 'index.json'), 'utf8')).manifests
    expect(entry.annotations).toEqual({
      'io.containerd.image.name': 'dev.local/auditflow/x:1',
      'org.opencontainers.image.ref.name': 'dev.local/auditflow/x:1',
    })
    const manifest = JSON.parse(blob(entry).toString())
    const image = JSON.parse(blob(manifest.config).toString())
    expect(image.config).toEqual(config)
    expect(image.rootfs.diff_ids).toEqual([`sha256:${sha256(gunzipSync(blob(manifest.layers[0])))}`])
  })

  it.skipIf(process.getuid?.() !== 0)('holds all that Node needs (entering it takes root)', () => {
    const root = unpack(tar(hostNode()), 'root')
    chmodSync(root, 0o755)
    const script =
      'require("dns").promises.lookup("127.0.0.1").then(() => console.log(process.version, require("os").userInfo().username))'
    const output = execFileSync('chroot', ['--userspec=1000:1000', root, '/usr/local/bin/node', '-e', script], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    })
    expect(output.trim()).toBe(`${process.version} auditflow`)
  })
})

describe('the container engine', () => {
  const program = (name: string, script: string) => {
    const path = mkdtempSync(join(folder, 'bin-'))
    writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(path, name), 0o755)
    return path
  }

  it('is the first that works', () => {
    const broken = program('docker', 'echo no daemon >&2; exit 1')
    const works = program('podman', 'exit 0')
    expect(findEngine({ PATH: `${broken}:${works}` })).toBe('podman')
  })

  it('is missed with what is wrong with each and what to do', () => {
    const broken = program('docker', 'echo no daemon >&2; exit 1')
    expect(() => findEngine({ PATH: broken })).toThrow(
      /docker: no daemon\n {2}podman: not installed\n {2}buildah: not installed\n.*npm run image -- --local$/,
    )
  })
})

describe('the options', () => {
  const read = (...args: string[]) => readOptions(args, ['a', 'b'], { prefix: undefined, version: '0.1.0' })

  it('are every image under the names that the manifests have, unless told otherwise', () => {
    expect(read()).toEqual({ local: false, prefix: 'dev.local/auditflow', version: '0.1.0', names: ['a', 'b'] })
    const given = read('--local', '--only', 'b', '--prefix', 'localhost:5000/x', '--version', '2')
    expect(given).toEqual({ local: true, prefix: 'localhost:5000/x', version: '2', names: ['b'] })
  })

  it.each([
    [['--only', 'c'], '--only c: there are a, b'],
    [['--prefix', 'https://x'], '--prefix https://x: must be as in'],
    [['--version', 'a b'], '--version a b: must be letters'],
    [['--push'], '--push'],
  ])('refuse %j', (args, message) => {
    expect(() => read(...args)).toThrow(message)
  })
})

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
