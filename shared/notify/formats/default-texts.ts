import { template } from '../templates/template.ts'

export const TITLE = template('{{title}}')

/** An alert on two lines; the marks of no markup are in it, so that every chat can take it. */
export const TEXT = template(`{{#text}}{{text}}
{{/text}}{{#alerts}}• {{level}}, {{status}}{{#assignee}}, assigned to {{assignee}}{{/assignee}}: {{summary}}
  {{event_count}} event(s), the last at {{last_event_at}}
{{/alerts}}{{#omitted}}and {{omitted}} more
{{/omitted}}`)

export const MAIL_TEXT = template(`{{title}}

{{#text}}
{{text}}

{{/text}}
{{#alerts}}
* {{level}}, {{status}}{{#assignee}}, assigned to {{assignee}}{{/assignee}}: {{summary}}
  rule   {{rule}}
  key    {{key}}
  events {{event_count}}, from {{first_event_at}} to {{last_event_at}}
{{#alert_url}}
  {{alert_url}}
{{/alert_url}}
{{/alerts}}
{{#omitted}}
and {{omitted}} more
{{/omitted}}
{{#acknowledge_url}}

Acknowledge: {{acknowledge_url}}
{{/acknowledge_url}}
{{#resolve_url}}
Resolve: {{resolve_url}}
{{/resolve_url}}

Told to {{receiver}} at {{time}}.
`)

export const MAIL_HTML = template(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>AuditFlow</title></head>
<body style="margin:0;padding:16px;font:15px/1.5 sans-serif;color:#1c1c1c;background:#fff">
<h1 style="font-size:18px;margin:0 0 12px">{{title}}</h1>
{{#text}}
<p>{{text}}</p>
{{/text}}
{{#alerts}}
<div style="border-left:4px solid #888;padding:4px 12px;margin:0 0 12px">
<div><strong>{{level}}</strong>, {{status}}{{#assignee}}, assigned to {{assignee}}{{/assignee}}</div>
<div>{{summary}}</div>
<div style="color:#555;font-size:13px">{{rule}} · {{key}}<br>{{event_count}} event(s), from {{first_event_at}} to {{last_event_at}}</div>
{{#alert_url}}
<div><a href="{{alert_url}}">Open the alert</a></div>
{{/alert_url}}
</div>
{{/alerts}}
{{#omitted}}
<p>and {{omitted}} more</p>
{{/omitted}}
{{#acknowledge_url}}
<p><a href="{{acknowledge_url}}">Acknowledge</a></p>
{{/acknowledge_url}}
{{#resolve_url}}
<p><a href="{{resolve_url}}">Resolve</a></p>
{{/resolve_url}}
<p style="color:#555;font-size:13px">Told to {{receiver}} at {{time}}.</p>
</body>
</html>
`)

export const TELEGRAM_MESSAGE = template(`{{#is_resolved}}✅{{/is_resolved}}{{^is_resolved}}🔔{{/is_resolved}} {{title}}

{{#text}}{{text}}

{{/text}}{{#alerts}}• <b>{{level}}</b>, {{status}}{{#assignee}}, assigned to {{assignee}}{{/assignee}}: {{summary}}
  {{event_count}} event(s), the last at {{last_event_at}}{{#alert_url}} · <a href="{{alert_url}}">open</a>{{/alert_url}}
{{/alerts}}{{#omitted}}and {{omitted}} more
{{/omitted}}{{#acknowledge_url}}
<a href="{{acknowledge_url}}">Acknowledge</a>{{/acknowledge_url}}{{#resolve_url}} · <a href="{{resolve_url}}">Resolve</a>{{/resolve_url}}`)
