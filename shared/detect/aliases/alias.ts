/**
 * Where a record has what a rule calls otherwise: a path; a path and what its text lacks; or, of a list of named values
 * such as `[{ name: 'SETTING_NAME', value: '...' }]`, the value of one name.
 */
export type Alias = string | { path: string; append: string } | { list: string; name: string; keys: NamedValue }

/** The keys that hold the name and the value in such a list. */
export type NamedValue = readonly [name: string, value: string]

/** The places of a field, the first that a record has being the one that is read. */
export type AliasFields = Readonly<Record<string, readonly Alias[]>>

/** How the records of one product differ from the names its public Sigma rules use. */
export type AliasTable = {
  /** Sigma's product. */
  product: string
  /** Each part of a path is met whatever its letter case. */
  ignoreCase: boolean
  /** A member that some forms of the record wrap their fields in, and others don't. */
  wrapper?: string
  /** By Sigma's service. */
  services: Readonly<Record<string, AliasFields>>
}
