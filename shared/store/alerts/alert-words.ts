import type { Reader } from '../read-only.ts'

/**
 * Text as words, each a run of letters and digits in lower case. As the index `alerts_search` has it: PostgreSQL uses that
 * where the expression is the same.
 */
const words = (sql: Reader, text: ReturnType<Reader>) => sql`
  to_tsvector('simple', regexp_replace(lower(left(${text}, 4000)), '[^[:alnum:]]+', ' ', 'g'))`

/**
 * What is typed into a search box as a `tsquery`: each of its words must be there, at least in its beginning. By itself, so
 * that PostgreSQL knows it when it plans: rare words and frequent ones are found in different ways.
 * @returns undefined when it holds no word
 */
export async function wordsQuery(sql: Reader, text: string): Promise<string | undefined> {
  const [row] = await sql<{ query: string | null }[]>`
    select string_agg(quote_literal(word) || ':*', ' & ') as query
    from unnest(tsvector_to_array(${words(sql, sql`${text}::text`)})) as word`
  return row?.query ?? undefined
}

/** That the rule's title or id, or the key, has the words. */
export function hasWords(sql: Reader, query: string) {
  return sql`and ${words(sql, sql`rule_title || ' ' || rule_id || ' ' || key`)} @@ ${query}::text::tsquery`
}
