import type { Ports } from '../ports.ts'
import type { Body } from '../read-body.ts'

/** What is known of a request before its body is read. `path` has no trailing slash. */
export type Arrival = { request: Request; headers: Headers; path: string; query: URLSearchParams; atMs: number }

/**
 * Checks what could not be checked before the body was there.
 * @throws Refusal 401
 */
export type BodyCheck = (body: Body) => Promise<void> | void

/** A scheme in which the body is signed. */
export type SignatureScheme = {
  /** Whether the request says that it is signed in this way. Then no other check counts. */
  marks(headers: Headers): boolean
  /**
   * Checks what the headers tell, and returns the check of the body.
   * @throws Refusal 401
   */
  check(arrival: Arrival, ports: Ports): BodyCheck
}

/** A body may have been compressed before or after it was signed: both forms count. */
export function formsOf({ content, sent }: Body): Uint8Array[] {
  return content === sent ? [content] : [content, sent]
}
