import type { Notice } from '../../notice.ts'
import { notice, noticeAlert } from './notices.ts'

const LONG = 20_000

/** What somebody could call themselves, a file or a rule, in the hope that a message about it does something. */
const HOSTILE: readonly string[] = [
  // Slack
  '<!channel>',
  '<!here|here>',
  '<!everyone>',
  '<@U012AB3CD>',
  '<#C0123ABC|general>',
  '<!subteam^S012345|team>',
  '<!date^1392734382^{date_num} {time_secs}^https://evil.example/|today>',
  '<https://evil.example/|AuditFlow>',
  '&lt;!channel&gt;',
  '&amp;lt;!channel&amp;gt;',
  '*bold* _italic_ ~gone~ `code`',
  '```code block```',
  '> quoted',
  ':rotating_light: :smile:',
  '@channel @here',
  // Discord
  '@everyone',
  '@here look',
  '<@123456789012345678>',
  '<@&123456789012345678>',
  '<#123456789012345678>',
  '</ban:123456789012345678>',
  '<t:1618953630:R>',
  '<a:party:123456789012345678>',
  '||spoiler||',
  '[AuditFlow](https://evil.example/login)',
  '[AuditFlow](<https://evil.example/login>)',
  '[a][b]\n\n[b]: https://evil.example/',
  '![image](https://evil.example/x.png)',
  '<https://evil.example/>',
  '# Heading\n- list\n1. one',
  '\\[escaped\\](https://evil.example/)',
  'back\\slash\\*',
  'discord.gg/abcdef',
  // Telegram
  '<b>bold</b><a href="https://evil.example">x</a>',
  '<a href="tg://user?id=123456789">x</a>',
  '</code></pre><b>',
  '<tg-spoiler>x</tg-spoiler><tg-emoji emoji-id="5368324170671202286">x</tg-emoji>',
  '@durov',
  '#hashtag $CASH /start@bot',
  't.me/joinchat/abc',
  '+49 170 1234567',
  // Teams
  '<at>Everyone</at>',
  '{{DATE(2017-02-14T06:00:00Z, SHORT)}}',
  '**bold** [x](javascript:alert(1))',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a text that another language would fill in.
  '${$root.secret}',
  // HTML and scripts
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  'data:text/html;base64,PHNjcmlwdD4=',
  '<!-- comment -->',
  ']]><![CDATA[',
  '&#60;script&#62;',
  // Addresses
  'https://evil.example/login?next=/',
  'http://169.254.169.254/latest/meta-data/',
  'HTTPS://EVIL.EXAMPLE/',
  'www.evil.com',
  'evil.com/login',
  'evil.com',
  'ftp://evil.example/x',
  'mailto:ann@evil.com',
  'ann@evil.com',
  '//evil.com/x',
  'https:/\u200b/evil.example',
  // Mail headers
  'x\r\nBcc: evil@evil.example',
  'x\nContent-Type: text/html\n\n<b>hi</b>',
  'x\r\n.\r\nMAIL FROM:<evil@evil.example>',
  '=?utf-8?B?PGI+aGk8L2I+?=',
  // Templates
  '{{acknowledge_url}} {{{title}}} {{#alerts}}{{/alerts}}',
  '{{=<% %>=}}<% title %>',
  '{{ .CommonLabels.alertname }}',
  '{% if 1 %}{{ payload }}{% endif %}',
  // JSON and quoting
  '","routing_key":"x","y":"',
  '\\u0022}],"event_action":"resolve',
  "'; drop table alerts; --",
  // What can't be seen
  '\u202egnp.exe\u202c',
  '\u2066\u2067hidden\u2069',
  'zero\u200bwidth\u200c\u200d\u2060\ufeff',
  'soft\u00adhyphen \u3164 \u2800',
  '\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007',
  '\u0000\u0001\u0007\u0008\u007f\u0085\u2028\u2029',
  'tags \u{e0041}\u{e0042}\u{e0043}',
  'half \ud83d and \ude00 half',
  '👩‍💻'.repeat(2_000),
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞'.repeat(50),
  // Far too long
  'A'.repeat(LONG),
  '<'.repeat(LONG),
  '&'.repeat(LONG),
  '*'.repeat(LONG),
  '\u202e'.repeat(LONG),
  'https://evil.example/ '.repeat(1_000),
  '(['.repeat(5_000),
]

/** Each with its beginning, as the name of a test. */
export const NAMED_HOSTILE = HOSTILE.map((text) => [text.slice(0, 60), text] as const)

/** Shown wherever the text is, so that a test sees that it was not simply left out. */
export const BEFORE = 'Zq7'

const PLACES: Readonly<Record<string, (text: string) => Partial<Notice>>> = {
  'rule title': (title) => ({ alerts: [noticeAlert({ rule: { id: 'r', title, level: 'high', tags: [] } })] }),
  'rule id': (id) => ({ alerts: [noticeAlert({ rule: { id, title: 'Title', level: 'high', tags: [] } })] }),
  key: (key) => ({ alerts: [noticeAlert({ key })] }),
  summary: (summary) => ({ alerts: [noticeAlert({ summary })] }),
  tags: (tag) => ({ alerts: [noticeAlert({ rule: { id: 'r', title: 'Title', level: 'low', tags: [tag, tag] } })] }),
  assignee: (assignee) => ({ alerts: [noticeAlert({ assignee })] }),
  'actor and resource': (text) => ({
    alerts: [noticeAlert({ labels: { 'actor.user.name': [text], 'resource.name': [text, 'other'], product: [text] } })],
    groupLabels: { 'actor.user.name': text },
  }),
  'name of a label': (text) => ({ alerts: [noticeAlert({ labels: { [text]: ['x'] } })], groupLabels: { [text]: 'x' } }),
  'text of a notice': (text) => ({ kind: 'digest', text, alerts: [noticeAlert()] }),
  'text alone': (text) => ({ kind: 'silence_ending', text, alerts: [] }),
  receiver: (receiver) => ({ receiver }),
}

/** A notice with the text everywhere, and one for each place with it there alone. */
export function hostileNotices(text: string): { place: string; notice: Notice }[] {
  const marked = `${BEFORE}${text}`
  const each = Object.entries(PLACES).map(([place, make]) => ({ place, notice: notice(make(marked)) }))
  return [...each, { place: 'everywhere', notice: everywhere(marked) }]
}

function everywhere(text: string): Notice {
  const alert = noticeAlert({
    rule: { id: text, title: text, level: 'critical', tags: [text, text] },
    key: text,
    summary: text,
    assignee: text,
    labels: { alertname: [text], tag: [text, text], product: [text], key: [text], 'actor.user.name': [text] },
  })
  return notice({
    alerts: Array(50).fill(alert),
    omitted: 7,
    receiver: text,
    groupLabels: { product: text },
    text,
    kind: 'digest',
  })
}
