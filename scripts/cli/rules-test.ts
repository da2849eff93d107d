import { faultLine } from '../../shared/detect/index.ts'
import { idOf } from '../../shared/rules/id-of.ts'
import { namedRules } from '../../shared/rules/only-rules.ts'
import { listTestFiles, type TestFile } from '../../shared/rules/rule-tests/list-test-files.ts'
import { runTests, type TestFailure } from '../../shared/rules/rule-tests/run-tests.ts'
import { type Command, CommandError, type Shell } from './command.ts'
import { allOf, type LoadedRules, loadRules, placesOf, ruleFlags, ruleFolders } from './load-rules.ts'
import { parseFlags } from './parse-flags.ts'

/** `rules test`: runs the tests beside the rules. */
export const rulesTest: Command = {
  name: 'rules test',
  does: 'Runs the tests that stand beside rules, NAME.tests.yml beside NAME.yml.',
  usage: `[FOLDER…] [--placeholders FILE.yml]

  FOLDER               folders or files of Sigma rules; without: the own pack and the folders of AUDITFLOW_RULES
  --placeholders FILE  values of %placeholders%; without: the file of AUDITFLOW_PLACEHOLDERS

Exit code: 0 when every test passes and every rule that alerts has one test that alerts and one near miss; else 1.
shared/rules/README.md says how tests are written.`,
  async run(args, shell) {
    const { values, positionals } = parseFlags(args, ruleFlags)
    const folders = ruleFolders(positionals, shell)
    const loaded = await loadRules(folders, shell, values.placeholders)
    const files = (await Promise.all(allOf(folders).map(listFolder))).flat()
    const { tested, unread, tests, failures } = await runAll(files, loaded, shell)
    const untested = untestedOf(loaded, tested, unread)
    for (const fault of loaded.faults) shell.out(`refused: ${faultLine(fault)}`)
    for (const failure of failures) shell.out(failureLine(failure))
    for (const { title, file } of untested) shell.out(`${file}: "${title}": it has no tests`)
    const failed = failures.length + untested.length + loaded.faults.length
    shell.out(`${tests} tests of ${tested.size} rules, ${failed === 0 ? 'all passed' : `${failed} failures`}`)
    return failed === 0 ? 0 : 1
  },
}

async function listFolder(folder: string): Promise<TestFile[]> {
  try {
    return await listTestFiles(folder)
  } catch (error) {
    throw new CommandError(`${folder}: can't be read: ${(error as Error).message}`, { cause: error })
  }
}

async function runAll(files: readonly TestFile[], loaded: LoadedRules, shell: Shell) {
  const places = await placesOf(shell)
  const tested = new Set<string>()
  const unread = new Set<string>()
  const failures: TestFailure[] = []
  let tests = 0
  for (const file of files) {
    const results = await runTests(file, loaded, { places })
    if (results.rule !== undefined) tested.add(results.rule.id)
    else for (const path of file.rulesIn) unread.add(path)
    failures.push(...results.failures)
    tests += results.tests
  }
  return { tested, unread, tests, failures }
}

function failureLine({ file, line, test, problem }: TestFailure): string {
  return `${file}:${line}: ${test === undefined ? '' : `"${test}": `}${problem}`
}

/** Rules that no tests are about; where those beside them can't be read, that has been said. */
function untestedOf(loaded: LoadedRules, tested: ReadonlySet<string>, unread: ReadonlySet<string>) {
  const fileOf = new Map(loaded.documents.map(({ doc, file }) => [idOf(doc), file]))
  return namedRules(loaded)
    .filter(({ id, silent }) => !silent && !tested.has(id))
    .map(({ id, title }) => ({ title, file: fileOf.get(id) ?? '' }))
    .filter(({ file }) => !unread.has(file))
}
