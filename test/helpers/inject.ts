import type { Runner } from './runner.ts'

export type Receipt = { accepted: number; rejected: { index: number; reason: string }[] }

/** Posts to a source of the webhook through the gateway, once. */
export async function inject(
  { url, token }: Pick<Runner, 'url' | 'token'>,
  source: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; receipt: Receipt }> {
  const answer = await fetch(`${url}/function/audit-event-webhook/sources/${source}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, receipt: (await answer.json()) as Receipt }
}

/** Posts as a sender does that is told of a failure: again, until it is accepted. */
export async function injectUntilAccepted(
  runner: Pick<Runner, 'url' | 'token'>,
  source: string,
  body: unknown,
): Promise<Receipt> {
  const deadline = performance.now() + 120_000
  for (;;) {
    try {
      const { status, receipt } = await inject(runner, source, body)
      if (status === 202) return receipt
    } catch (error) {
      if (performance.now() > deadline) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
