/** A matcher can't be read; the message says where in it, counted from 1, and why. */
export class MatcherFault extends Error {
  override readonly name = 'MatcherFault'
}
