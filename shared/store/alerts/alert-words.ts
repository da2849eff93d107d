import type { Reader } from '../read-only.ts'

/**
 * Text as words, each a run of letters and digits in lower case. As the index `alerts_search` has it: PostgreSQL uses that
 * where the expression is the same.
 */
const words = (sql: Reader, text: ReturnType<Reader>) => sql`
  to_tsvector('simple', regexp_replace(lower(left(${text}, 4000)), '[^[:alnum:]]+', ' ', 'g'))`

/** That each word of the text begins one of the rule's title or id, or of the key. Text without a word is found nowhere. */
export function hasWords(sql: Reader, text: string) {
  const wanted = words(sql, sql`${text}::text`)
  return sql`
    and ${words(sql, sql`rule_title || ' ' || rule_id || ' ' || key`)} @@ (
      select string_agg(quote_literal(word) || ':*', ' & ')::tsquery from unnest(tsvector_to_array(${wanted})) as word
    )`
}
