import mustache from 'mustache'

/** Mustache's own: kind, name or text, where it begins and ends, and for a section what is in it. */
export type Token = readonly ['text' | 'name' | '&' | '!' | '=' | '>', string, number, number, ...unknown[]] | Section
export type Section = readonly ['#' | '^', string, number, number, readonly Token[], number]

export const isSection = (token: Token): token is Section => token[0] === '#' || token[0] === '^'

/** Parses a template. @throws Error of Mustache, which ends in `at OFFSET` */
export function parseTokens(source: string): readonly Token[] {
  return mustache.parse(source) as unknown as readonly Token[]
}
