import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, posix } from 'node:path'
import type { Entry } from './tar.ts'

/** Older C libraries load these only when a name is looked up, so that no program is linked with them. */
const NAME_LOOKUP = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2']
const EXECUTABLE = 0o755

const PASSWD = 'root:x:0:0:root:/:/\nauditflow:x:1000:1000:auditflow:/tmp:/\n'
const GROUP = 'root:x:0:\nauditflow:x:1000:\n'
const NSSWITCH = 'passwd: files\ngroup: files\nhosts: files dns\n'

/** This machine's Node as the root of a file system: the program, its libraries, users and an empty /tmp. No shell. */
export function hostNode(): Entry[] {
  const files: Entry[] = [
    { path: 'usr/local/bin/node', content: readFileSync(process.execPath), mode: EXECUTABLE },
    ...libraries().map((file) => ({ path: file.slice(1), content: readFileSync(file), mode: EXECUTABLE })),
    { path: 'etc/passwd', content: Buffer.from(PASSWD) },
    { path: 'etc/group', content: Buffer.from(GROUP) },
    { path: 'etc/nsswitch.conf', content: Buffer.from(NSSWITCH) },
  ]
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)))
  return [
    ...[...folders].map((path): Entry => ({ path })),
    ...['dev', 'proc', 'sys'].map((path): Entry => ({ path })),
    { path: 'tmp', mode: 0o1777 },
    ...files,
  ].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The shared libraries of this very process, loader included, under the names by which they are looked for. */
function libraries(): string[] {
  const { sharedObjects } = process.report.getReport() as { sharedObjects: string[] }
  const loaded = sharedObjects.filter((file) => file.startsWith('/') && /\.so(\.|$)/.test(basename(file)))
  const lib = loaded.map((file) => dirname(file)).find((folder) => existsSync(join(folder, 'libc.so.6')))
  const lookup = lib === undefined ? [] : NAME_LOOKUP.map((name) => join(lib, name)).filter((file) => existsSync(file))
  return [...new Set([...loaded, ...lookup])]
}

function foldersOf(path: string): string[] {
  const folder = posix.dirname(path)
  return folder === '.' ? [] : [...foldersOf(folder), folder]
}
