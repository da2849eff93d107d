import { describe, expect, it } from 'vitest'
import { JSON_TYPE, SECRETS, send } from '../test-requests.ts'

const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` })
const ports = { secrets: { ...SECRETS, basic: ['ann:pass:word', 'old:pässword'] } }

async function statusOf(headers: Record<string, string>, path = '/sources/json') {
  return (await send(path, { body: '{"action":"login"}', headers: { ...JSON_TYPE, ...headers }, ports })).status
}

describe('tokens', () => {
  it.each([
    [{ authorization: 'Bearer new-token' }],
    [{ authorization: 'bearer old-token' }],
    [{ authorization: 'Splunk new-token' }],
    [{ authorization: 'splunk old-token' }],
    [basic('ann:pass:word')],
    [basic('old:pässword')],
    [basic('anybody:new-token')],
    [basic(':old-token')],
  ])('are taken as %j', async (headers) => {
    expect(await statusOf(headers)).toBe(202)
  })

  it.each([
    [{}],
    [{ authorization: 'new-token' }],
    [{ authorization: 'Digest new-token' }],
    [{ authorization: 'Bearer new-token x' }],
    [{ authorization: 'Bearer new-toke' }],
    [{ authorization: 'Splunk ' }],
    [{ authorization: 'Splunk ann:pass:word' }],
    [{ authorization: 'Basic new-token' }],
    [{ authorization: 'Basic !!!' }],
    [basic('new-token')],
    [basic('ann:')],
    [basic('ann:pass')],
    [basic('bob:pass:word')],
    [basic('new-token:')],
    [{ 'x-token': 'new-token' }],
  ])('are not taken as %j', async (headers: Record<string, string>) => {
    expect(await statusOf(headers)).toBe(401)
  })

  it('are taken from the query of senders that can set no header, and of no other', async () => {
    const path = '/sources/json?token=new-token'
    const raw = { 'x-amz-sns-message-type': 'Notification', 'x-amz-sns-rawdelivery': 'true' }
    for (const mark of [
      { 'aeg-event-type': 'Notification' },
      { 'webhook-request-origin': 'eventgrid.azure.net' },
      raw,
    ]) {
      const headers = mark as Record<string, string>
      expect([headers, await statusOf(headers, path)]).toEqual([headers, 202])
      expect(await statusOf(headers, '/sources/json?token=wrong')).toBe(401)
      expect(await statusOf(headers, '/sources/json?token=')).toBe(401)
      expect(await statusOf({ ...headers, authorization: 'Bearer wrong' }, path)).toBe(401)
    }
    expect(await statusOf({}, path)).toBe(401)
    expect(await statusOf({ 'x-amz-sns-message-type': 'Notification' }, path)).toBe(401)
  })
})
