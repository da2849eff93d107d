import { PEOPLE } from '../company/people.ts'
import { type Scene, type Story, stranger, usualLogin, usualLogins } from './story.ts'

const VICTIMS = 7

/** Passwords of many people were bought: each fits at once, all from one address. */
export const boughtPasswords: Story = {
  name: 'bought-passwords',
  rules: [
    'Many Accounts Used From One Address',
    'Logins Farther Apart Than Anybody Travels',
    'Login From a Country New to the User',
  ],
  tell(random) {
    const machine = stranger(random)
    const victims = random.sample(PEOPLE, VICTIMS)
    const atHome = victims.map((actor) => usualLogins(usualLogin(actor)))
    /** Side by side: everybody's first login, everybody's second, and so on. */
    const mornings = (atHome[0] ?? []).flatMap(({ gapMs = 0 }, round) =>
      atHome.flatMap((logins, victim) =>
        logins[round] ? [{ ...logins[round], gapMs: victim === 0 ? gapMs : 1_000 }] : [],
      ),
    )
    return [...mornings, ...victims.map((actor): Scene => ({ ...usualLogin(actor), ...machine }))]
  },
}
