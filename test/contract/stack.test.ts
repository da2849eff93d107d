import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod/mini'
import { readConfig } from '../../shared/config/read-config.ts'

const texts = z.record(z.string(), z.string())
const Resources = z.strictObject({ memory: z.optional(z.string()), cpu: z.optional(z.string()) })

/** The fields of faas-cli's stack file (go-sdk, stack/schema.go). faas-cli passes over unknown ones without a word. */
const Stack = z.strictObject({
  version: z.optional(z.literal(1)),
  provider: z.strictObject({ name: z.literal('openfaas'), gateway: z.optional(z.string()) }),
  functions: z.record(
    z.string(),
    z.strictObject({
      lang: z.string(),
      handler: z.string(),
      image: z.string(),
      fprocess: z.optional(z.string()),
      environment: z.optional(texts),
      environment_file: z.optional(z.array(z.string())),
      secrets: z.optional(z.array(z.string())),
      skip_build: z.optional(z.boolean()),
      constraints: z.optional(z.array(z.string())),
      labels: z.optional(texts),
      annotations: z.optional(texts),
      limits: z.optional(Resources),
      requests: z.optional(Resources),
      readonly_root_filesystem: z.optional(z.boolean()),
      build_options: z.optional(z.array(z.string())),
      namespace: z.optional(z.string()),
      build_args: z.optional(texts),
      platforms: z.optional(z.string()),
      build_secrets: z.optional(texts),
    }),
  ),
  configuration: z.optional(
    z.strictObject({
      templates: z.optional(z.array(z.strictObject({ name: z.string(), source: z.string() }))),
      copy: z.optional(z.array(z.string())),
    }),
  ),
})

const text = readFileSync('stack.yml', 'utf8')
const stack = Stack.parse(parse(text))
const functions = Object.entries(stack.functions).map(([name, one]) => ({ name, ...one }))
const settingsOf = async (name: string) =>
  ((await import(`../../functions/${name}/config.ts`)) as { settings: Record<string, z.ZodMiniType> }).settings

describe('stack.yml', () => {
  it.each([
    ['at the top', 'provider:', 'providers: {}\nprovider:'],
    ['in a function', 'secrets: [rabbitmq-url]', 'secret: [rabbitmq-url]'],
    ['in limits', 'limits: { cpu: 500m', 'limits: { cpus: 500m'],
    ['in configuration', 'copy: [./dist/functions', 'copies: [./dist/functions'],
    ['of another type', 'AUDITFLOW_GENERATOR_COUNT: "40"', 'AUDITFLOW_GENERATOR_COUNT: 40'],
  ])('would be refused for a field that faas-cli does not know %s', (_, from, to) => {
    expect(text).toContain(from)
    expect(Stack.safeParse(parse(text.replace(from, to))).success).toBe(false)
  })

  it('names every function and nothing else', () => {
    expect(functions.map(({ name }) => name).sort()).toEqual(readdirSync('functions').sort())
  })

  it('copies only what lies inside the project', () => {
    for (const path of stack.configuration?.copy ?? []) expect(path).toMatch(/^\.\/(?!.*\.\.)./)
  })
})

describe.each(functions)('stack.yml on $name', (one) => {
  it('builds it from the one recipe, under its own name', () => {
    expect(one.lang).toBe('dockerfile')
    expect(one.build_args).toEqual({ FUNCTION: one.name })
    expect(one.image).toBe(`\${AUDITFLOW_REGISTRY:-dev.local/auditflow}/${one.name}:\${AUDITFLOW_VERSION:-0.1.0}`)
    expect(one.readonly_root_filesystem).toBe(true)
  })

  it('gives it an environment that its configuration knows and takes', async () => {
    const settings = await settingsOf(one.name)
    const given = one.environment ?? {}
    expect(Object.keys(settings)).toEqual(expect.arrayContaining(Object.keys(given)))
    const named = Object.fromEntries(Object.entries(settings).filter(([name]) => name in given))
    expect(Object.keys(readConfig(named, given)).sort()).toEqual(Object.keys(given).sort())
  })

  it('asks for no more secrets than it starts by, or that keep it safe or quick', async () => {
    const needed = Object.entries(await settingsOf(one.name))
      .filter(([, schema]) => !schema.safeParse(undefined).success)
      .map(([name]) => name.toLowerCase().replaceAll('_', '-'))
    const tokens = ['auditflow-ingest-token', 'auditflow-dashboard-token', 'auditflow-link-secret']
    const extra = ['rabbitmq-url', 'redis-url', ...tokens]
    expect([...needed, ...extra]).toEqual(expect.arrayContaining(one.secrets ?? []))
    expect(one.secrets).toEqual(expect.arrayContaining(needed))
  })

  it('mounts secrets under names that its configuration reads', async () => {
    const readable = Object.keys(await settingsOf(one.name)).map((name) => name.toLowerCase().replaceAll('_', '-'))
    expect(readable).toEqual(expect.arrayContaining(one.secrets ?? []))
  })
})
