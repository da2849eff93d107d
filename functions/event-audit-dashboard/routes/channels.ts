import { Hono } from 'hono'
import { findChannels } from '../../../shared/store/notices/find-channels.ts'
import { switchOn } from '../../../shared/store/notices/switch-channel.ts'
import { readOnly } from '../../../shared/store/read-only.ts'
import { NotFound } from '../faults.ts'
import type { Ports } from '../ports.ts'

/** The channels by which people are told. A name has slashes, which may be percent-encoded. */
export function channelRoutes({ sql, clock, log }: Pick<Ports, 'sql' | 'clock' | 'log'>): Hono {
  const channels = () => readOnly(sql, (reader) => findChannels(reader, clock()))
  return new Hono()
    .get('/channels', async (c) => c.json({ channels: await channels() }))
    .post('/channels/:name{.+}/on', async (c) => {
      const name = c.req.param('name')
      if (name.includes('\0') || !(await switchOn(sql, name))) throw new NotFound('there is no channel of that name')
      log.info('channel switched on by hand', { channel: name })
      return c.json((await channels()).find((channel) => channel.name === name))
    })
}
