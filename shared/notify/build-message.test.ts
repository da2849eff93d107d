import { describe, expect, it } from 'vitest'
import type { AlertTriggered } from '../events/catalogue.ts'
import { buildMessage, notificationId } from './build-message.ts'

const alert: AlertTriggered = {
  alert_id: '6d5f1c9e-2f0b-4c57-9d8e-0a1b2c3d4e5f',
  rule: { id: 'r1', title: 'Root login', level: 'high', tags: ['attack.t1078'] },
  key: 'actor.user.name=root',
  summary: 'root logged in from a new address',
  first_event_at: 1_700_000_000_000,
  last_event_at: 1_700_000_001_000,
  event_count: 2,
  opened_at: 1_700_000_002_000,
}

describe('buildMessage', () => {
  it('carries the whole alert, when it was opened and a line for people', () => {
    expect(buildMessage(alert, 'webhook')).toEqual({
      type: 'alert.triggered',
      timestamp: '2023-11-14T22:13:22.000Z',
      data: {
        ...alert,
        notification_id: 'msg_6d5f1c9e-2f0b-4c57-9d8e-0a1b2c3d4e5f_webhook',
        text: '[high] Root login: root logged in from a new address',
      },
    })
  })

  it('gives each alert and channel its own id, without a full stop', () => {
    const ids = ['a', 'b'].flatMap((id) => ['console', 'webhook'].map((channel) => notificationId(id, channel)))
    expect(new Set(ids).size).toBe(4)
    expect(ids.join('')).not.toContain('.')
  })
})
