import { entraSignIn } from '../systems/entra.ts'
import { type Story, somebody, stranger, usualLogins } from './story.ts'

/** Someone enters a code that a stranger sent them, and the stranger is signed in. */
export const deviceCodePhishing: Story = {
  name: 'device-code-phishing',
  rules: [
    'Entra Sign-in With a Device Code',
    'Logins Farther Apart Than Anybody Travels',
    'Login From a Country New to the User',
  ],
  tell(random) {
    const actor = somebody(random)
    const thief = { actor, ...stranger(random) }
    return [
      ...usualLogins(entraSignIn({ actor })),
      entraSignIn({
        ...thief,
        app: 'Microsoft Azure CLI',
        clientApp: 'Mobile Apps and Desktop clients',
        properties: { authenticationProtocol: 'deviceCode' },
      }),
      entraSignIn({ ...thief, app: 'Microsoft Graph' }),
    ]
  },
}
