import { gzipSync } from 'node:zlib'
import type { Random } from '../../functions/audit-event-generator/random.ts'

/** Texts that parsers, databases and brokers are known to stumble over. */
const ODDITIES = [
  'null',
  'true',
  '""',
  '[]',
  '{}',
  '-0',
  '1e400',
  '-1e400',
  '9007199254740993',
  '123456789012345678901234567890',
  '1.7976931348623157e309',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\u202e\u0007"',
  '"__proto__"',
  '{"__proto__":{"x":1},"constructor":{"prototype":{}}}',
  '{"a":1,"a":2}',
  `"${'x'.repeat(5_000)}"`,
  '['.repeat(300) + ']'.repeat(300),
  '[[[[[[{"a":{"b":{"c":[]}}}]]]]]]',
  '"9999-99-99T99:99:99Z"',
  '"0000-00-00T00:00:00Z"',
  '"::ffff:999.1.1.1"',
  '"-1"',
]
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/g
const VALUE = /^(?:"|-?\d|true|false|null)/
const MAX_DOUBLED = 256 * 1024

type Mutation = (text: string, random: Random, other: string) => string

/** Each changes a text in one way; what comes out may be JSON or not. */
const MUTATIONS: readonly Mutation[] = [
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => text.slice(random.below(text.length + 1)),
  // A character lost, doubled, or another one.
  (text, random) => splice(text, random.below(text.length + 1), 1, ''),
  (text, random) => splice(text, random.below(text.length + 1), 1, String.fromCharCode(random.below(0x10000))),
  (text, random) =>
    splice(text, random.below(text.length + 1), 0, random.pick(['"', '\\', '{', '[', ',', ':', '\n', '\0'])),
  // A value of another type.
  (text, random) => withToken(text, random, VALUE, () => random.pick(ODDITIES)),
  (text, random) => withToken(text, random, VALUE, (token) => `[${token},${token}]`),
  (text, random) => withToken(text, random, VALUE, (token) => `{"value":${token}}`),
  // A key changed, so that a member is missing and another there that nobody knows.
  (text, random) => withToken(text, random, /^"/, (token) => `${token.slice(0, -1)}_"`),
  // A member doubled or lost.
  (text, random) => withToken(text, random, /^,$/, () => ',"action":"a","action":{"b":1},'),
  (text, random) => withToken(text, random, /^[{}[\],:]$/, () => ''),
  (text, random) => withToken(text, random, /^[{}[\],:]$/, (token) => token + token),
  // Records of two products in one, after each other, in a list, in an envelope, in a text.
  (text, random, other) => splice(text, random.below(text.length + 1), 0, other),
  (text, _, other) => `${text}${other}`,
  (text, _, other) => `[${text},${other}]`,
  (text, _, other) => `{"Records":[${text},${other},7,null,"x"]}`,
  (text) => `{"event":${text},"time":"x"}`,
  (text) => JSON.stringify({ Type: 'Notification', TopicArn: 'arn:a', MessageId: 'm', Message: text }),
  (text) =>
    JSON.stringify({ message: { data: Buffer.from(text).toString('base64'), messageId: '1' }, subscription: 's' }),
  (text) => (text.length < MAX_DOUBLED ? text.repeat(2) : text),
]

/** A text changed in one to three ways. */
export function mutate(text: string, other: string, random: Random): string {
  let changed = text
  for (let times = 1 + random.below(3); times > 0; times--) changed = random.pick(MUTATIONS)(changed, random, other)
  return changed
}

/** The bytes of a text as a sender may encode them, rightly or wrongly, and the header that says how. */
export function encode(text: string, random: Random): { body: Uint8Array; encoding?: string } {
  const bytes = Buffer.from(text)
  const how = random.below(20)
  if (how === 0) return { body: gzipSync(bytes), encoding: 'gzip' }
  if (how === 1) return { body: damaged(gzipSync(bytes), random), encoding: 'gzip' }
  if (how === 2) return { body: bytes, encoding: random.pick(['gzip', 'br', 'x']) }
  return { body: how < 6 ? damaged(bytes, random) : bytes }
}

function damaged(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes)
  for (let times = 1 + random.below(4); times > 0 && copy.length > 0; times--)
    copy[random.below(copy.length)] = random.below(256)
  return copy
}

function withToken(text: string, random: Random, kind: RegExp, change: (token: string) => string): string {
  const found = [...text.matchAll(TOKEN)].filter(([token]) => kind.test(token))
  if (found.length === 0) return text
  const { 0: token, index } = random.pick(found)
  return splice(text, index, token.length, change(token))
}

function splice(text: string, start: number, length: number, instead: string): string {
  return text.slice(0, start) + instead + text.slice(start + length)
}
