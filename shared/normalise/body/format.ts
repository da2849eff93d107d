/** `text` is lines of text, or JSON where it looks like it, whatever the content type says. */
export type Format = 'json' | 'lines' | 'form' | 'text'

/** What a path takes beside JSON. */
export type Takes = {
  /** A form with JSON in its field `payload`, as GitHub sends it. */
  form: boolean
  /** Lines of a log. */
  text: boolean
}

/** Sources whose records are lines of text. */
const TEXT_SOURCES = ['linux', 'auditd', 'cisco']
export const TEXT_PATHS = [...TEXT_SOURCES, 'auto'].map((name) => `/sources/${name}`)

/** @param name the last part of a path `/sources/NAME`, a source's or `auto` */
export function takesOf(name: string): Takes {
  const isAuto = name === 'auto'
  return { form: name === 'github' || isAuto, text: isAuto || TEXT_SOURCES.includes(name) }
}
