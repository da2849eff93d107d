/** A body in which no record can be read: it is not what it should be, or nothing of the kind is taken there. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly kind: 'malformed' | 'unsupported'
  constructor(kind: 'malformed' | 'unsupported', message: string) {
    super(message)
    this.kind = kind
  }
}
