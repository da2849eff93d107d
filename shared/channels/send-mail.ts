import type { LookupAddress } from 'node:dns'
import { connect as connectTcp, type Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import type { EmailSettings } from '../notify/channels/kinds/email.ts'
import type { OutgoingMail } from '../notify/formats/email.ts'
import type { Answer } from '../notify/judge-answer.ts'
import { describeFault } from './describe-fault.ts'
import { checkedAddresses, type Egress } from './egress.ts'
import { unlessAborted } from './send-request.ts'

/**
 * Hands a mail to the SMTP server of these settings, on a connection to an address that was checked. Codes from 400 on pass,
 * those from 500 on don't (RFC 5321, section 4.2.1). A mail that some of several people can't get counts as sent.
 */
export async function sendMail(
  mail: OutgoingMail,
  settings: EmailSettings,
  { egress, timeoutMs }: { egress: Egress; timeoutMs: number },
): Promise<Answer> {
  const who = `${settings.host}:${settings.port}`
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const addresses = await unlessAborted(signal, checkedAddresses(settings.host, egress))
    const socket = await connected(addresses[0]!, settings.port, signal)
    signal.addEventListener('abort', () => socket.destroy(), { once: true })
    const transport = createTransport({ ...optionsOf(settings, timeoutMs), connection: socket })
    try {
      await unlessAborted(signal, transport.sendMail({ ...mail, to: [...mail.to], ...LITERAL }))
      return { kind: 'sent' }
    } finally {
      transport.close()
      socket.destroy()
    }
  } catch (fault) {
    return judgeFault(who, fault, timeoutMs)
  }
}

/** Nothing of a mail is read from files or addresses. */
const LITERAL = { disableFileAccess: true, disableUrlAccess: true }

function optionsOf(settings: EmailSettings, timeoutMs: number) {
  const { tls } = settings
  return {
    host: settings.host,
    port: settings.port,
    secure: settings.implicitTls,
    requireTLS: settings.requireTls && !settings.implicitTls,
    ...(settings.hello !== undefined && { name: settings.hello }),
    ...(settings.username !== undefined && {
      auth: { user: settings.username, pass: settings.password?.reveal() ?? '' },
    }),
    tls: {
      servername: tls.serverName ?? settings.host,
      // Where a mail may go in the clear, an unknown certificate is better than none. Alertmanager takes no TLS then.
      rejectUnauthorized: !tls.isUnverified && (settings.requireTls || settings.implicitTls),
      ...(tls.ca !== undefined && { ca: tls.ca }),
    },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  }
}

function connected({ address }: LookupAddress, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host: address, port, signal })
    socket.once('connect', () => resolve(socket))
    socket.once('error', (fault) => reject(signal.aborted ? signal.reason : fault))
  })
}

/** Of what the server says only its code is told: its text may hold anything. */
function judgeFault(who: string, fault: unknown, timeoutMs: number): Answer {
  // Whoever hides it from us may be gone tomorrow.
  if (fault instanceof Error && 'code' in fault && fault.code === 'ETLS')
    return { kind: 'passing', reason: `${who} offers no TLS, and require_tls is on` }
  const code = fault instanceof Error && 'responseCode' in fault ? Number(fault.responseCode) : Number.NaN
  if (code >= 500 && code < 600) return { kind: 'permanent', reason: `${who} answered ${code}` }
  if (code >= 400 && code < 500) return { kind: 'passing', reason: `${who} answered ${code}` }
  // nodemailer has the same code for whatever ends a connection.
  if (fault instanceof Error && 'code' in fault && fault.code === 'ESOCKET' && /certificate/i.test(fault.message))
    return { kind: 'passing', reason: `${who} has a certificate that is not trusted` }
  return { kind: 'passing', reason: `${who} ${describeFault(fault, timeoutMs)}` }
}
