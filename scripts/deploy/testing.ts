import type { Kubectl, Output } from './kubectl.ts'
import { type Options, readOptions } from './options.ts'

/** The options of a command line, for version 1.2.3. */
export const optionsOf = (...args: string[]): Options => readOptions(args, '1.2.3')

export const OWN = [
  '--database=postgres://me:pw@db.example:5432/audit',
  '--rabbitmq=amqp://me:pw@mq.example:5672/audit',
]

/** A kubectl that writes down what it is asked and answers with the first of `answers` whose key the arguments begin with. */
export function scripted(answers: Record<string, Partial<Output>>): { kubectl: Kubectl; asked: string[] } {
  const asked: string[] = []
  const kubectl: Kubectl = {
    async try(args) {
      const line = args.join(' ')
      asked.push(line)
      const found = Object.entries(answers).find(([start]) => line.includes(start))?.[1] ?? {}
      return { status: 0, stdout: '', stderr: '', ...found }
    },
    async run(args) {
      const { status, stdout, stderr } = await kubectl.try(args)
      if (status !== 0) throw new Error(stderr)
      return stdout
    },
    async get<T>(args: readonly string[]) {
      const { status, stdout, stderr } = await kubectl.try(['get', ...args])
      if (status !== 0) throw new Error(stderr)
      return stdout === '' ? undefined : (JSON.parse(stdout) as T)
    },
  }
  return { kubectl, asked }
}
