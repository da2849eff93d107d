import { RoutingRefused } from '../../shared/notify/routing/routing-refused.ts'
import { type Command, UsageError } from './command.ts'
import { readRouting } from './notify/load-routing.ts'
import { parseFlags } from './parse-flags.ts'

/** `notify check`: whether a routing file can be used. */
export const notifyCheck: Command = {
  name: 'notify check',
  does: 'Says whether a routing file can be used, and of each fault its line and how to mend it.',
  usage: `FILE

  FILE  a routing file: Alertmanager's YAML. Files that it names are read too, from its folder on

Exit code: 0 when it can be used, 1 when it has faults.`,
  async run(args, shell) {
    const { positionals } = parseFlags(args, {})
    const [file, more] = positionals
    if (file === undefined) throw new UsageError('a FILE is needed')
    if (more !== undefined) throw new UsageError(`${JSON.stringify(more)} is one argument too many`)
    try {
      const { receivers } = readRouting(file)
      const channels = [...receivers.values()].flatMap((receiver) => receiver.channels)
      shell.out(`${file} can be used: ${receivers.size} receivers with ${channels.length} channels`)
      return 0
    } catch (error) {
      if (!(error instanceof RoutingRefused)) throw error
      for (const { line, column, path, reason } of error.faults)
        shell.out(`${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${reason}`)
      shell.out(`${error.faults.length} fault${error.faults.length === 1 ? '' : 's'}: the file can't be used`)
      return 1
    }
  },
}
