import { awsConsoleLogin } from '../systems/cloudtrail.ts'
import { type Story, somebody, stranger } from './story.ts'

const MINUTE_MS = 60_000
const WRONG_GUESSES = 6

/** An old user of the console without a second factor: the seventh password fits. */
export const awsGuessedPassword: Story = {
  name: 'aws-guessed-password',
  rules: ['AWS Console Password Guessed', 'Password Guessed', 'Password Guessing Against One Account'],
  tell(random) {
    const who = { actor: somebody(random, 'platform', 'it', 'security'), ...stranger(random) }
    return [
      ...Array.from({ length: WRONG_GUESSES }, () => ({
        ...awsConsoleLogin({ ...who, failed: true, secondFactor: false }),
        gapMs: MINUTE_MS / 2,
      })),
      { ...awsConsoleLogin({ ...who, secondFactor: false }), gapMs: MINUTE_MS },
    ]
  },
}
