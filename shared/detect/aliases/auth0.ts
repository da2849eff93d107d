import type { AliasTable } from './alias.ts'

/** Log streams wrap an entry in `data`, and so do the rules; the Management API gives it bare. */
export const AUTH0: AliasTable = { product: 'auth0', ignoreCase: false, wrapper: 'data', services: { '': {} } }
