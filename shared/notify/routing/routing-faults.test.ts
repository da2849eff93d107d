import { describe, expect, it } from 'vitest'
import { parseRouting } from './parse-routing.ts'
import { RoutingRefused } from './routing-refused.ts'

const noFile = (path: string): string => {
  throw new Error(`${path} does not exist`)
}

/** `LINE PATH: REASON` of each fault. */
function faultsOf(text: string): string[] {
  try {
    parseRouting(text, noFile)
    return []
  } catch (error) {
    if (!(error instanceof RoutingRefused)) throw error
    return error.faults.map(({ line, path, reason }) => `${line} ${path}: ${reason}`)
  }
}

const RECEIVERS = 'receivers: [{ name: a }, { name: b }]'
/** Lines of a child route that lacks nothing, the first of them line 6. */
const child = (...lines: string[]): string =>
  [
    'route:',
    '  receiver: a',
    '  routes:',
    '    - receiver: b',
    '      matchers: [x="y"]',
    ...lines.map((line) => `      ${line}`),
    RECEIVERS,
  ].join('\n')
/** The same for the root, from line 3. */
const root = (...lines: string[]): string =>
  ['route:', '  receiver: a', ...lines.map((line) => `  ${line}`), RECEIVERS].join('\n')
const interval = (spec: string): string =>
  `${root()}\ntime_intervals:\n  - name: t\n    time_intervals:\n      - ${spec}`
const AT = 'time_intervals[0].time_intervals[0]'

describe('a routing file is refused with line, place and reason:', () => {
  it.each<[string, string, string[]]>([
    ['nothing in it', '', ['1 route: is missing: the route that takes every alert']],
    ['a list', '- a', ['1 : has to be a map, and is a list', '1 route: is missing: the route that takes every alert']],
    ['no route', RECEIVERS, ['1 route: is missing: the route that takes every alert']],
    ['a root without a receiver', `route:\n  group_wait: 1s\n${RECEIVERS}`, ['1 route: has to name a receiver']],
    ['a field that there is not', root('gruop_wait: 1s'), ['3 route.gruop_wait: there is no such field']],
    ['a section that there is not', `${root()}\nsilences: []`, ['4 silences: there is no such field']],
    ['a section not supported', `${root()}\ntracing: {}`, ['4 tracing: is not supported by AuditFlow']],
    [
      'a global that there is not',
      `${root()}\nglobal:\n  slack_url: x`,
      ['5 global.slack_url: there is no such field'],
    ],
    [
      'how all are asked, of which nothing would come',
      `${root()}\nglobal:\n  http_config: { follow_redirects: false }`,
      [
        '5 global.http_config: is not supported by AuditFlow; authorization and basic_auth may stand in http_config of a channel',
      ],
    ],
    [
      'templates named by a pattern',
      `${root()}\ntemplates: ['nowhere/*.mustache']`,
      ['4 templates[0]: is a pattern; name each file'],
    ],
    [
      'an unknown receiver',
      root('routes:', '  - receiver: c'),
      ['4 route.routes[0].receiver: there is no receiver "c"'],
    ],
    [
      'an address as receiver, which is not shown',
      'route: { receiver: "https://hooks.example/SECRET" }',
      ['1 route.receiver: there is no receiver'],
    ],
    [
      'an unknown interval',
      child('mute_time_intervals: [night]'),
      ['6 route.routes[0].mute_time_intervals[0]: there is no time interval "night"'],
    ],
    [
      'matchers at the root',
      root('matchers: [a="b"]'),
      ['3 route.matchers: not at the root: it takes every alert at any time'],
    ],
    [
      'older matchers at the root',
      root('match_re: { a: b }'),
      ['3 route.match_re: not at the root: it takes every alert at any time'],
    ],
    [
      'intervals at the root',
      `${root('active_time_intervals: [t]')}\ntime_intervals: [{ name: t }]`,
      ['3 route.active_time_intervals: not at the root: it takes every alert at any time'],
    ],
    ['continue at the root', root('continue: true'), ['3 route.continue: not at the root: it has no siblings']],
    ['an empty child', root('routes:', '  -'), ['4 route.routes[0]: is empty, so it would take all that comes to it']],
    [
      '... with others',
      root("group_by: ['...', rule]"),
      ["3 route.group_by: '...' stands for every label, so it stands alone"],
    ],
    ['a label twice', root('group_by: [rule, rule]'), ['3 route.group_by[1]: is there twice']],
    ['a text for a list', root('group_by: rule'), ['3 route.group_by: has to be a list, and is a text']],
    ['a map for a text', root('group_by: [{ a: b }]'), ['3 route.group_by[0]: has to be a text, and is a map']],
    ['a text for a map', root('routes: [x]'), ['3 route.routes[0]: has to be a map, and is a text']],
    [
      'a text for a boolean',
      child('continue: yes'),
      ['6 route.routes[0].continue: has to be true or false, and is a text'],
    ],
    [
      'a number for a time span',
      root('group_wait: 30'),
      ['3 route.group_wait: has to be a time span such as 30s, 5m or 1h30m'],
    ],
    ['a time span of nothing', root('group_interval: 0s'), ['3 route.group_interval: must not be zero']],
    ['a repetition at once', root('repeat_interval: 0'), ['3 route.repeat_interval: must not be zero']],
    [
      'a faulty matcher',
      child('match_re: { z: "(" }'),
      [
        "6 route.routes[0].match_re.z: the regular expression can't be read (error parsing regexp: missing closing ): `(`)",
      ],
    ],
    [
      'a matcher in the old way',
      root('routes:', "  - matchers: ['a=']"),
      ['4 route.routes[0].matchers[0]: column 3: the value (an empty one is "") is missing'],
    ],
    [
      'a text for matchers',
      root('routes:', '  - matchers: a="b"'),
      ['4 route.routes[0].matchers: has to be a list, and is a text'],
    ],
    ['labels of a route', root('labels: { a: b }'), ['3 route.labels: labels of routes are not supported']],
    [
      'a step without a wait',
      root('escalation:', '  - receiver: b'),
      ['4 route.escalation[0]: has to say how long to wait: wait'],
    ],
    ['a step without a receiver', root('escalation:', '  - wait: 5m'), ['4 route.escalation[0].receiver: is missing']],
    [
      'a step at once',
      root('escalation: [{ wait: 0s, receiver: b }]'),
      ['3 route.escalation[0].wait: must not be zero'],
    ],
    [
      'a step to nobody',
      root('escalation:', '  - wait: 5m', '    receiver: c'),
      ['5 route.escalation[0].receiver: there is no receiver "c"'],
    ],
    [
      'two receivers of a name',
      'route: { receiver: a }\nreceivers:\n  - name: a\n  - name: a',
      ['4 receivers[1].name: receivers[0].name has this name already'],
    ],
    [
      'a receiver without a name',
      `${root()}\nmute_time_intervals: [{}]`,
      ['4 mute_time_intervals[0].name: is missing'],
    ],
    [
      'a name with a control character',
      'route: { receiver: a }\nreceivers: [{ name: a }, { name: "a\\nb" }]',
      ['2 receivers[1].name: holds control characters'],
    ],
    [
      'a kind not supported',
      'route: { receiver: a }\nreceivers:\n  - name: a\n    sns_configs: [{}]',
      ['4 receivers[0].sns_configs: is not supported by AuditFlow'],
    ],
    [
      'a fault in a channel',
      'route: { receiver: a }\nreceivers:\n  - name: a\n    console_configs:\n      - send_resolved: true\n        volume: 11',
      ['6 receivers[0].console_configs[0].volume: there is no such field'],
    ],
    [
      'intervals of a name, in both lists',
      `${root()}\ntime_intervals:\n  - name: t\nmute_time_intervals:\n  - name: t`,
      ['7 mute_time_intervals[0].name: time_intervals[0].name has this name already'],
    ],
    ['an inhibition of nothing', `${root()}\ninhibit_rules:\n  -`, ['5 inhibit_rules[0]: is empty']],
    [
      'a faulty inhibition',
      `${root()}\ninhibit_rules:\n  - source_matchers: [a]\n    target: b`,
      [
        '5 inhibit_rules[0].source_matchers[0]: column 2: one of =, !=, =~ and !~ is missing',
        '6 inhibit_rules[0].target: there is no such field',
      ],
    ],
    [
      'a template that is not there',
      `${root()}\ntemplates:\n  - t/a.mustache`,
      ["5 templates[0]: can't be read: t/a.mustache does not exist"],
    ],
    [
      'a time of one digit',
      interval("times: [{ start_time: '9:00', end_time: '17:00' }]"),
      [`7 ${AT}.times[0].start_time: has to be a time from 00:00 to 24:00, with two digits each`],
    ],
    [
      'a time past midnight',
      interval("times: [{ start_time: '09:00', end_time: '24:01' }]"),
      [`7 ${AT}.times[0].end_time: has to be a time from 00:00 to 24:00, with two digits each`],
    ],
    [
      'times over midnight',
      interval("times: [{ start_time: '22:00', end_time: '06:00' }]"),
      [`7 ${AT}.times[0]: ends before it begins; write two ranges for one over midnight`],
    ],
    ['half a time', interval("times: [{ start_time: '22:00' }]"), [`7 ${AT}.times[0].end_time: is missing`]],
    [
      'weekdays over the end of the week',
      interval("weekdays: ['saturday:monday']"),
      [`7 ${AT}.weekdays[0]: ends before it begins`],
    ],
    [
      'a weekday that there is not',
      interval('weekdays: [mon]'),
      [`7 ${AT}.weekdays[0]: has to be a weekday such as monday, or two of them with a colon`],
    ],
    [
      'days of no month',
      interval("days_of_month: ['0', '1:32']"),
      [
        `7 ${AT}.days_of_month[0]: has to be a day from 1 to 31, or -1 to -31 from the end, or two of them with a colon`,
        `7 ${AT}.days_of_month[1]: has to be a day from 1 to 31, or -1 to -31 from the end, or two of them with a colon`,
      ],
    ],
    [
      'days from the end to the start',
      interval("days_of_month: ['-3:2']"),
      [`7 ${AT}.days_of_month[0]: has to end with a negative day too, as it begins with one`],
    ],
    [
      'days backward in every month',
      interval("days_of_month: ['-1:-3', '31:-10']"),
      [`7 ${AT}.days_of_month[0]: ends before it begins`, `7 ${AT}.days_of_month[1]: ends before it begins`],
    ],
    [
      'a month that there is not',
      interval("months: [13, 'may:march']"),
      [
        `7 ${AT}.months[0]: has to be a month such as may or 5, or two of them with a colon`,
        `7 ${AT}.months[1]: ends before it begins`,
      ],
    ],
    ['years backward', interval("years: ['2030:2020']"), [`7 ${AT}.years[0]: ends before it begins`]],
    [
      'a range of three',
      interval("years: ['2020:2021:2022']"),
      [`7 ${AT}.years[0]: has to be a year, or two of them with a colon`],
    ],
    [
      'the zone of the machine',
      interval('location: Local'),
      [`7 ${AT}.location: Local differs from machine to machine; name the zone`],
    ],
    ['a zone that there is not', interval('location: Europe/Atlantis'), [`7 ${AT}.location: is no IANA time zone`]],
    ['an offset for a zone', interval("location: '+02:00'"), [`7 ${AT}.location: is no IANA time zone`]],
    ['a key twice', root('group_wait: 1s', 'group_wait: 2s'), ['4 : this key is there twice']],
    ['a second document', `${root()}\n---\na: b`, ['4 : there is a second document; write one']],
    ['an alias of nothing', root('group_by: *labels'), ['3 : this alias has no anchor before it']],
    [
      'a cycle',
      root('routes: &routes', '  - receiver: b', '    routes: *routes'),
      ['5 : this alias stands within its own anchor'],
    ],
    ['tabs', 'route:\n\treceiver: a', ['2 : YAML is indented by spaces, not by tabs']],
    [
      'a bracket that is not closed',
      'route: { receiver: a',
      ['1 : this is not indented as YAML wants it, or a bracket before it is not closed'],
    ],
    ['a key that is a list', '[a]: b', ['1 : a key has to be a text']],
    [
      'what has prototypes',
      '__proto__: { route: { receiver: a } }',
      ['1 __proto__: there is no such field', '1 route: is missing: the route that takes every alert'],
    ],
  ])('%s', (_, text, faults) => {
    expect(faultsOf(text)).toEqual(faults)
  })

  it('all that is wrong, in the order of the file, the first five in the message', () => {
    const text = `route:
  receiver: x
  group_wait: soon
  routes:
    - receiver: y
      matchers: ['=']
    - mute_time_intervals: [z]
receivers:
  - name: a
    console_configs: [{ x: y }]
`
    expect(faultsOf(text).map((fault) => fault.split(':')[0])).toEqual([
      '2 route.receiver',
      '3 route.group_wait',
      '5 route.routes[0].receiver',
      '6 route.routes[0].matchers[0]',
      '7 route.routes[1].mute_time_intervals[0]',
      '10 receivers[0].console_configs[0].x',
    ])
    expect(() => parseRouting(text, noFile)).toThrow(
      /^line 2: route\.receiver: there is no receiver "x"; line 3: .*; line 7: [^;]*; and 1 more$/,
    )
  })

  it.each([
    ['nested brackets', '['.repeat(50_000)],
    ['nested maps', 'a: {'.repeat(3_000) + '}'.repeat(3_000)],
    ['nested dashes', '- '.repeat(20_000)],
    ['too many characters', `a: ${'b'.repeat(1_000_000)}`],
    ['too many values', `a: [${'1,'.repeat(120_000)}]`],
    [
      'a billion laughs',
      [
        'a: &a [1,1,1,1,1,1,1,1,1,1]',
        ...[...'bcdefghij'].map((name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghi'[i]}`)}]`),
      ].join('\n'),
    ],
    ['as many routes by aliases', `route: { receiver: a, routes: [&r { receiver: a }, ${'*r,'.repeat(40_000)}] }`],
    ['as many keys', Array.from({ length: 60_000 }, (_, i) => `k${i}: 1`).join('\n')],
  ])('what is hostile, in a few seconds: %s', (_, text) => {
    const started = performance.now()
    expect(faultsOf(text).length).toBeGreaterThan(0)
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  it('no fault shows what may be a secret', () => {
    const secret = 'hunter2-very-secret'
    for (const text of [
      `route: { receiver: a }\nreceivers: [{ name: a, console_configs: ["${secret}"] }]`,
      `route: { receiver: a }\nreceivers: [{ name: a, console_configs: ${secret} }]`,
      `global: { smtp_auth_password: ${secret} `,
      `global:\n  smtp_auth_password: "${secret}\\q"`,
      `global:\n  smtp_auth_password: a: ${secret}`,
      `global:\n  smtp_auth_password: !secret ${secret}`,
      `global:\n  smtp_auth_password: *${secret}`,
      `global:\n  smtp_auth_password: '${secret}`,
      `global:\n   smtp_auth_password: a\n  ${secret}`,
    ]) {
      expect(faultsOf(text).length, text).toBeGreaterThan(0)
      expect(faultsOf(text).join('\n')).not.toContain(secret)
    }
  })
})
