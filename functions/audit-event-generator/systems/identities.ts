import { type Actor, DOMAIN } from '../company/people.ts'
import type { Endpoint } from '../company/places.ts'

/** Who does it, and from where when not from the actor's usual address and device. */
export type Who = { actor: Actor; from?: Endpoint; userAgent?: string }

/** The name by which cloud products know somebody: `maja.lindqvist@hallberg.example`. */
export const emailOf = ({ email, name }: Actor): string => email ?? `${name}@${DOMAIN}`

/** GitHub logins have no dots: `maja-lindqvist`; a service is an app, `hallberg-deploy[bot]`. */
export const githubLogin = ({ type, name }: Actor): string =>
  type === 'User' ? name.replaceAll('.', '-') : `${name.replace(/^svc-/, 'hallberg-')}[bot]`

/** The account on Linux hosts: `mlindqvist`; a service keeps its name. */
export const linuxUser = ({ type, name }: Actor): string =>
  type === 'User' && name.includes('.') ? `${name.charAt(0)}${name.slice(name.lastIndexOf('.') + 1)}` : name

/** As a directory shows it: `Maja Lindqvist`. */
export const displayName = ({ name }: Actor): string =>
  name
    .split(/[.-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ')
