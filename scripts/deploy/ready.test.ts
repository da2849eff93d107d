import { describe, expect, it } from 'vitest'
import { waitUntilReady } from './ready.ts'
import { OWN, optionsOf, scripted } from './testing.ts'

const json = (value: unknown) => ({ stdout: JSON.stringify(value) })
const TIMED_OUT = { status: 1, stderr: 'error: timed out waiting for the condition' }
const NOTHING = json({ items: [] })

describe('waiting until all is ready', () => {
  it('names the revision’s reason where a function does not come up', async () => {
    const message = 'Revision "audit-log-analysis-00002" failed with message: Unable to fetch image.'
    const { kubectl } = scripted({
      'wait services.serving.knative.dev': TIMED_OUT,
      'services.serving.knative.dev': json({
        items: [
          { metadata: { name: 'notification-service' }, status: { conditions: [{ type: 'Ready', status: 'True' }] } },
          {
            metadata: { name: 'audit-log-analysis' },
            status: { conditions: [{ type: 'Ready', status: 'False', message }] },
          },
        ],
      }),
      pods: NOTHING,
    })
    await expect(waitUntilReady(kubectl, optionsOf())).rejects.toThrow(
      `what ran before goes on:\n  audit-log-analysis: ${message}\n`,
    )
  })

  it('says what the connector waits for', async () => {
    const waiting = { name: 'connector', state: { waiting: { reason: 'ErrImagePull', message: 'no such image' } } }
    const { kubectl } = scripted({
      rollout: TIMED_OUT,
      pods: json({ items: [{ metadata: { name: 'connector-1' }, status: { containerStatuses: [waiting] } }] }),
      'get --namespace=auditflow services.serving.knative.dev': NOTHING,
    })
    await expect(waitUntilReady(kubectl, optionsOf('--deliver=connector'))).rejects.toThrow(
      'connector-1: connector: ErrImagePull no such image',
    )
  })

  it('waits for sources where these deliver', async () => {
    const { kubectl, asked } = scripted({})
    await waitUntilReady(kubectl, optionsOf())
    expect(asked.filter((line) => line.includes('wait rabbitmqsources'))).toHaveLength(1)
  })

  it('waits for the addresses that the domain gives', async () => {
    const at = (url: string) => scripted({ 'services.serving.knative.dev/audit': json({ status: { url } }) }).kubectl
    const options = optionsOf('--deliver=connector', '--domain=audit.example', '--wait=1', ...OWN)
    await waitUntilReady(at('http://audit-event-webhook.auditflow.audit.example'), options)
    await expect(waitUntilReady(at('http://audit-event-webhook.auditflow.old.example'), options)).rejects.toThrow(
      'still at http://audit-event-webhook.auditflow.old.example',
    )
  })
})
