import { Secret } from '../channels/types.ts'

/** A text that is sent as it is, or one that is sent and never shown. */
export type Piece = string | Secret

/** A request that tells of a notice. */
export type OutgoingRequest = {
  method: 'POST'
  /** Joined it is the URL; the first piece is its origin, which may be shown. */
  url: readonly [string, ...Piece[]]
  headers: Readonly<Record<string, Piece>>
  /** Sent as JSON; secrets in it are `Secret`s. */
  body: unknown
}

export function reveal(piece: Piece): string {
  return typeof piece === 'string' ? piece : piece.reveal()
}

/** A body as it is sent. `JSON.stringify` gives it as it may be shown. */
export function bodyText(body: unknown): string {
  return JSON.stringify(body, function (this: Record<string, unknown>, key: string, value: unknown) {
    const own = this[key]
    return own instanceof Secret ? own.reveal() : value
  })
}
