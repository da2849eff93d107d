/** What `npm run bench -- NAME` measures; without a name it is the path of an event. A module prints as it is loaded. */
const BENCHES: Record<string, () => Promise<unknown>> = {
  detection: () => import('./detection.ts'),
  fuzz: () => import('./fuzz.ts'),
  path: () => import('./path.ts'),
  rules: () => import('./rules.ts'),
  sources: () => import('./sources.ts'),
}

const name = process.argv[2] ?? 'path'
if (Object.hasOwn(BENCHES, name)) await BENCHES[name]!()
else {
  console.error(`There is no bench "${name}": name one of ${Object.keys(BENCHES).join(', ')}, or none for path`)
  process.exitCode = 1
}
