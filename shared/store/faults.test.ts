import { describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/local/free-port.ts'
import { Unavailable } from '../ports/outcome.ts'
import { connect } from './connect.ts'
import { toFault, withFaults } from './faults.ts'

const withCode = (code: string) => Object.assign(new Error('it failed'), { code })

describe('toFault', () => {
  it.each(['CONNECTION_CLOSED', 'ECONNREFUSED', '08006', '40001', '40P01', '53300', '55P03', '57P01', '58030'])(
    'says that %s may pass',
    (code) => {
      const fault = toFault(withCode(code))
      expect(fault).toBeInstanceOf(Unavailable)
      expect(fault.message).toBe(`database: ${code}`)
    },
  )

  it.each(['22P05', '23505', '42P01', '54001', 'ERR_INVALID_ARG_TYPE'])('leaves %s as it is', (code) => {
    const error = withCode(code)
    expect(toFault(error)).toBe(error)
  })

  it('leaves what is Unavailable as it is, and makes an error of what is none', () => {
    const unavailable = new Unavailable('broker away')
    expect(toFault(unavailable)).toBe(unavailable)
    expect(toFault('thrown text')).toEqual(new Error('thrown text'))
    expect(toFault(undefined)).toBeInstanceOf(Error)
    expect(toFault(null)).toBeInstanceOf(Error)
  })
})

describe('withFaults', () => {
  it('makes a database that is away Unavailable', async () => {
    const sql = connect(`postgres://postgres@127.0.0.1:${await freePort()}/none`)
    await expect(withFaults(() => sql`select 1`)).rejects.toThrow(Unavailable)
    await sql.end()
  })
})
