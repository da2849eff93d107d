import { describe, expect, it } from 'vitest'
import { AS_IT_IS, HTML_MAIL, MARKDOWN, MRKDWN, TELEGRAM } from '../formats/markups.ts'
import { noticeLinks } from '../formats/notice-links.ts'
import { LINKS } from '../formats/testing/entries.ts'
import { notice, noticeAlert } from '../formats/testing/notices.ts'
import type { Notice } from '../notice.ts'
import { checkTemplate } from './check-template.ts'
import type { Markup } from './render-template.ts'
import { renderText } from './render-text.ts'
import { template } from './template.ts'

const check = (source: string, { html = false, partials = {} } = {}) => checkTemplate({ source, partials }, { html })
const render = (source: string, told: Notice = notice(), markup: Markup = AS_IT_IS, longest = 10_000) =>
  renderText(template(source), template('default'), told, { links: noticeLinks(told, LINKS), markup, longest })

describe('a template', () => {
  it.each([
    ['{{alertname}} {{level}}', 'Root account used high'],
    ['{{labels.product}}/{{labels.actor.user.name}}/{{group.alertname}}', 'aws/ann/Root account used'],
    ['{{#alerts}}{{key}};{{/alerts}}', 'actor.user.name=ann;'],
    ['{{#resolved}}x{{/resolved}}{{^resolved}}none{{/resolved}}', 'none'],
    ['{{#is_firing}}fires{{/is_firing}}{{#assignee}}x{{/assignee}}', 'fires'],
    ['{{#group}}{{name}}={{value}}{{/group}}', 'alertname=Root account used'],
    [
      '{{#alerts}}{{#labels}}{{name}} {{/labels}}{{/alerts}}',
      /^alertname rule level tag product key actor\.user\.name $/,
    ],
    ['{{count}} {{status}} {{kind}} {{time}} {{receiver}}', '1 firing firing 2026-11-25 12:00:00 UTC ops'],
    ['{{alert_url}}', 'https://audit.example.org/alerts/0190a0b0-c0d0-7000-8000-0123456789ab'],
    ['a{{! nothing }}b', 'ab'],
    ['a plain text', 'a plain text'],
    ['', ''],
  ])('%j gives %j', (source, wanted) => {
    expect(check(source)).toBeUndefined()
    if (typeof wanted === 'string') expect(render(source)).toBe(wanted)
    else expect(render(source)).toMatch(wanted)
  })

  it('takes in others by name', () => {
    const partials = { line: '{{key}}, {{> end}}', end: 'end' }
    expect(check('{{#alerts}}{{> line}}{{/alerts}}', { partials })).toBeUndefined()
    const told = notice()
    const source = { source: '{{#alerts}}{{> line}}{{/alerts}}', partials }
    const options = { links: noticeLinks(told, LINKS), markup: AS_IT_IS, longest: 100 }
    expect(renderText(source, template(''), told, options)).toBe('actor.user.name=ann, end')
  })

  it.each([
    ['line\n{{alertnme}}', 'line 2: there is nothing called "alertnme"'],
    ['{{event_count}}', 'line 1: there is nothing called "event_count"; it is known within {{#alerts}}…{{/alerts}}'],
    ['{{__proto__}} ', 'line 1: there is nothing called "__proto__"'],
    ['{{constructor}}', 'line 1: there is nothing called "constructor"'],
    ['{{labels}}', 'line 1: {{labels}} is a list: take {{#labels}}…{{/labels}}'],
    ['{{.}}', /^line 1: is a Go template/],
    ['\n\n{{#alerts}}', /^line 3: Unclosed section "alerts"/],
    ['{{/alerts}}', 'line 1: Unopened section "alerts"'],
    ['{{#alerts}}{{/firing}}', /^line 1: Unclosed section "alerts"/],
    ['{{alertname', /^line 1: Unclosed tag/],
    ['a\n{{{key}}}', 'line 2: {{{ puts values in unescaped, which is not allowed; take {{'],
    ['{{&key}}', 'line 1: {{& puts values in unescaped, which is not allowed; take {{'],
    ['{{=<% %>=}}', 'line 1: other delimiters than {{ and }} are not allowed'],
    ['{{> other}}', 'line 1: there is no template "other" (of the files in templates)'],
    ['{{> toString}}', 'line 1: there is no template "toString" (of the files in templates)'],
    [
      '{{ .CommonLabels.alertname }}',
      /^line 1: is a Go template, as Alertmanager's are; templates are Mustache here: \{\{alertname\}\}/,
    ],
    ['x\n{{ range .Alerts }}{{ end }}', /^line 2: is a Go template/],
    ['{{- if eq .Status "firing" -}}', /^line 1: is a Go template/],
    ['{{ template "slack.default.title" . }}', /^line 1: is a Go template/],
    ['{{ $x := 1 }}', /^line 1: is a Go template/],
    [`${'{{#is_firing}}'.repeat(10)}${'{{/is_firing}}'.repeat(10)}`, 'line 1: sections are nested more than 8 deep'],
    ['x'.repeat(20_001), 'is longer than 20000 characters'],
  ])('is refused when it is %j', (source, wanted) => {
    if (typeof wanted === 'string') expect(check(source)).toBe(wanted)
    else expect(check(source)).toMatch(wanted)
  })

  it('is refused for a fault in what it takes in, and for taking in itself', () => {
    expect(check('a\n{{> one}}', { partials: { one: '\n{{nothing}}' } })).toBe(
      'line 2: in the template "one", line 2: there is nothing called "nothing"',
    )
    expect(check('{{> one}}', { partials: { one: '{{> two}}', two: '{{> one}}' } })).toContain('takes in itself')
  })

  it.each([
    ['<a href="{{key}}">', true],
    ['<b {{alertname}}>', true],
    ['<a href="{{> p}}">', true],
    ['<a href="{{alert_url}}">{{key}}</a>', false],
    ['1 < 2 {{key}}', false],
    ['<br>{{key}}', false],
    ['<a title=">" rel={{alertname}}>x</a>', true],
    ['{{#alerts}}{{alertname}}<a title={{/alerts}}>', true],
    ['{{> open}}{{alertname}}>', true],
    ["<!-- what's new > --><p>{{alertname}}</p>{{> p}}", false],
    ['<p class="{{#is_firing}}red{{/is_firing}}">{{key}}</p>', false],
  ])('as HTML, %j has a value within a tag: %s', (source, isRefused) => {
    const fault = check(source, { html: true, partials: { p: '{{key}}', open: '<a title=' } })
    if (isRefused) expect(fault).toMatch(/within an HTML tag|leaves an HTML tag open/)
    else expect(fault).toBeUndefined()
  })
})

describe('what a template gives', () => {
  const hostile = notice({ alerts: [noticeAlert({ key: '<b>*x*</b>' })] })

  it.each([
    [HTML_MAIL, '&lt;b&gt;*x*&lt;/b&gt;'],
    [TELEGRAM, '<code>&lt;b&gt;*x*&lt;/b&gt;</code>'],
    [MRKDWN, '`&lt;b&gt;*x*&lt;/b&gt;`'],
    [MARKDOWN, '\\<b\\>\\*x\\*\\</b\\>'],
  ])('has its values escaped for the format', (markup, wanted) => {
    expect(render('{{key}}', hostile, markup)).toBe(wanted)
  })

  it('tells fewer alerts, of fewer words, where there is no room for all, and says how many are left out', () => {
    const told = notice({ alerts: Array(50).fill(noticeAlert()), omitted: 3 })
    const source = '{{#alerts}}{{summary}}\n{{/alerts}}{{#omitted}}and {{omitted}} more{{/omitted}}'
    expect(render(source, told).split('\n')).toHaveLength(51)
    const short = render(source, told, AS_IT_IS, 800)
    expect(short.length).toBeLessThanOrEqual(800)
    expect(short).toMatch(/^(Root account used.*\n){10}and 43 more$/)
  })

  it("is the default where a user's own text has no room at all", () => {
    expect(render('x'.repeat(1_000), notice(), AS_IT_IS, 500)).toBe('default')
  })

  it('ends, however often it goes through its lists', () => {
    const nested = `${'{{#alerts}}'.repeat(8)}{{key}}${'{{/alerts}}'.repeat(8)}`
    expect(check(nested)).toBeUndefined()
    const told = notice({ alerts: Array(50).fill(noticeAlert()) })
    expect(render(nested, told).length).toBeLessThanOrEqual(10_000)
  })
})
