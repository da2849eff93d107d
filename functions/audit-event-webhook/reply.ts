/** A refusal of the whole request: thrown where it is found out, answered in one place. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly headers: Record<string, string>
  /** What only the log is told. */
  readonly detail: string | undefined
  constructor(status: number, message: string, headers: Record<string, string> = {}, detail?: string) {
    super(message)
    this.status = status
    this.headers = headers
    this.detail = detail
  }
}

/** One line of JSON. */
export function reply(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(`${JSON.stringify(body)}\n`, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  })
}

/** @throws Refusal 405 */
export function onlyPost(request: Request, allow: string): void {
  if (request.method !== 'POST') throw new Refusal(405, `method not allowed: use ${allow}`, { allow })
}
