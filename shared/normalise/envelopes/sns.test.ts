import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { unwrap } from './index.ts'

const notification = (Message: Json, more: Record<string, Json> = {}) => ({
  Type: 'Notification',
  MessageId: '1',
  TopicArn: 'arn:aws:sns:eu-west-1:123456789012:audit',
  Message,
  ...more,
})

describe('a notification of Amazon SNS', () => {
  it('is opened, and what is inside too', () => {
    const record = { eventName: 'PutObject' }
    const bus = { 'detail-type': 'AWS API Call via CloudTrail', detail: record }
    expect(unwrap(notification(JSON.stringify(record)))).toEqual([record])
    expect(unwrap([notification(JSON.stringify({ Records: [record, record] }))])).toEqual([record, record])
    expect(unwrap(notification(JSON.stringify(bus)))).toEqual([record])
  })

  it('holds a line of text where it holds no JSON', () => {
    for (const text of ['disk full', '{"cut', '', '5']) expect(unwrap(notification(text))).toEqual([text])
  })

  it('keeps what CloudTrail says of a new file', () => {
    const notice = { s3Bucket: 'trail', s3ObjectKey: ['AWSLogs/1/a.json.gz'] }
    expect(unwrap(notification(JSON.stringify(notice)))).toEqual([notice])
  })

  it('is told from a record that has some of its members', () => {
    for (const other of [
      { Type: 'Notification', Message: '{"a":1}' },
      notification('{"a":1}', { Type: 'Alert' }),
      notification({ a: 1 }),
      { TopicArn: 'x', Message: '{"a":1}' },
    ])
      expect(unwrap(other as Json)).toEqual([other])
  })
})
