import type { Json } from '../../events/audit-event.ts'
import { type Lookup, loosely, type Path } from '../loosely.ts'
import type { User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import * as names from './json-names.ts'

/** Who did it: from an object such as `actor` or `user`, however deep the name lies in it, or from flat members. */
export function actorOf(find: Lookup): User {
  for (const path of find.among(names.ACTOR)) {
    const value = find.at(path)
    if (isObject(value)) {
      const user = userFrom(value)
      if (user.name !== undefined) return user
    } else if (name(value) !== undefined) return fromText(find, name(value))
  }
  return fromText(find, undefined)
}

function userFrom(actor: JsonObject): User {
  const bare = loosely([actor])
  const inside = bare.among(names.ACTOR_INSIDE).map(bare.at).filter(isObject)
  const find = loosely([...inside, actor])
  const email = first(find, names.ACTOR_EMAIL)
  const uid = first(find, names.ACTOR_ID)
  const account = first(find, names.ACTOR_LOGIN)
  return present({
    name: account ?? accountLike(first(find, names.ACTOR_NAME), email) ?? uid,
    uid,
    type: name(at(actor, 'type')),
    email_addr: email,
  })
}

/** A display name such as `Homer Simpson` is not unique: the e-mail address is, where there is one. */
function accountLike(title: string | undefined, email: string | undefined): string | undefined {
  return title !== undefined && !/\s/.test(title) ? title : (email ?? title)
}

function fromText(find: Lookup, actor: string | undefined): User {
  const email = first(find, names.FLAT_EMAIL)
  const uid = first(find, names.FLAT_ID)
  return present({ name: actor ?? first(find, names.FLAT_LOGIN) ?? email ?? uid, uid, email_addr: email })
}

/** The first of the paths that leads to a name. */
export function first(find: Lookup, paths: readonly Path[]): string | undefined {
  for (const path of find.among(paths)) {
    const text = name(find.at(path))
    if (text !== undefined) return text
  }
  return undefined
}

/** Like `first`, but of any value that is there. */
export function firstValue(find: Lookup, paths: readonly Path[]): Json | undefined {
  for (const path of find.among(paths)) {
    const value = find.at(path)
    if (value !== undefined) return value
  }
  return undefined
}
