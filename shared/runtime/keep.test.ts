import { describe, expect, it } from 'vitest'
import { EVENT_REJECTED, EventRejected } from '../events/catalogue.ts'
import { type CloudEvent, uidOf } from '../events/envelope.ts'
import { Unavailable } from '../ports/outcome.ts'
import { keepByPublishing } from './keep.ts'

const refusal = { source: '/idp', id: 'a-1', origin: '/', reason: 'no', payload: '{}' }

describe('keeping by publishing', () => {
  it('publishes every refusal as a rejected event that fits the catalogue, all at once', async () => {
    const published: CloudEvent[][] = []
    const publisher = {
      publish: async (events: readonly CloudEvent[]) => void published.push([...events]),
      close: async () => undefined,
    }
    const keep = keepByPublishing('one', publisher, () => Date.parse('2026-01-02T03:04:05Z'))
    await keep([refusal, { ...refusal, id: 'a-2', eventType: 't', event: { source: '/idp', id: 'a-2' } }])
    expect(published).toHaveLength(1)
    expect(published[0]).toEqual([
      {
        specversion: '1.0',
        id: uidOf('/idp', 'a-1'),
        source: '/one',
        type: EVENT_REJECTED,
        time: '2026-01-02T03:04:05.000Z',
        datacontenttype: 'application/json',
        data: { stage: 'one', origin: '/', reason: 'no', payload: '{}' },
        extensions: {},
      },
      expect.objectContaining({
        data: expect.objectContaining({ event_type: 't', event: { source: '/idp', id: 'a-2' } }),
      }),
    ])
    for (const { data } of published[0] ?? []) EventRejected.parse(data)
  })

  it('fails when the broker does', async () => {
    const publisher = { publish: () => Promise.reject(new Unavailable('away')), close: async () => undefined }
    await expect(keepByPublishing('one', publisher, Date.now)([refusal])).rejects.toThrow('away')
  })
})
