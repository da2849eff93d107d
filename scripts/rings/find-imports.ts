const STATEMENT = /^(?:import|export)\b(?!\()[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm
const BARE_STATEMENT = /^import\s*['"]([^'"]+)['"]/gm
const CALL = /\bimport\(\s*(?:['"]([^'"]+)['"])?/g

/** What a file imports, types and dynamic imports included, as written; `undefined` for a computed dynamic import. */
export function findImports(source: string): (string | undefined)[] {
  return [STATEMENT, BARE_STATEMENT, CALL].flatMap((pattern) => [...source.matchAll(pattern)].map(([, name]) => name))
}
