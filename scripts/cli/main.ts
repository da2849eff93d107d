import { ConfigError } from '../../shared/config/read-config.ts'
import { SettingsFileError } from '../../shared/rules/read-yaml-file.ts'
import { type Command, CommandError, type Shell, UsageError } from './command.ts'
import { dead } from './dead.ts'
import { notifyCheck } from './notify-check.ts'
import { notifyPreview } from './notify-preview.ts'
import { notifyRoute } from './notify-route.ts'
import { notifyTest } from './notify-test.ts'
import { replay } from './replay.ts'
import { rulesBacktest } from './rules-backtest.ts'
import { rulesCheck } from './rules-check.ts'
import { rulesExplain } from './rules-explain.ts'
import { rulesTest } from './rules-test.ts'
import { send } from './send.ts'

const COMMANDS: readonly Command[] = [
  rulesCheck,
  rulesTest,
  rulesExplain,
  rulesBacktest,
  send,
  notifyTest,
  notifyPreview,
  notifyRoute,
  notifyCheck,
  dead,
  replay,
]
const HELP = ['--help', '-h', 'help']

const USAGE = 2

/** Runs the command that the arguments call. @returns the exit code: 0, 1 for a finding, 2 for a call that can't be done */
export async function main(args: readonly string[], shell: Shell): Promise<number> {
  const command = COMMANDS.find(({ name }) => name.split(' ').every((word, i) => args[i] === word))
  if (command === undefined) return explainCommands(args, shell)
  const rest = args.slice(command.name.split(' ').length)
  if (rest.some((arg) => arg === '--help' || arg === '-h')) {
    shell.out(usageOf(command))
    return 0
  }
  try {
    return await command.run(rest, shell)
  } catch (error) {
    if (error instanceof UsageError) shell.err(`auditflow ${command.name}: ${error.message}\n\n${usageOf(command)}`)
    else if (isToldOf(error)) shell.err(`auditflow ${command.name}: ${error.message}`)
    else throw error
    return USAGE
  }
}

function usageOf({ name, does, usage }: Command): string {
  return `${does}\n\nusage: auditflow ${name} ${usage}`
}

function explainCommands(args: readonly string[], shell: Shell): number {
  const list = COMMANDS.map(({ name, does }) => `  ${name.padEnd(16)} ${does}`).join('\n')
  const text = `usage: auditflow COMMAND …\n\n${list}\n\n"auditflow COMMAND --help" says more of each.`
  if (args.some((arg) => HELP.includes(arg))) {
    shell.out(text)
    return 0
  }
  if (args.length > 0) shell.err(`auditflow: there is no command "${args.slice(0, 2).join(' ')}"\n`)
  shell.err(text)
  return USAGE
}

/** Errors that say what is wrong by their message alone; any other is a fault of the program and shows its stack. */
function isToldOf(error: unknown): error is Error {
  return error instanceof CommandError || error instanceof ConfigError || error instanceof SettingsFileError
}
