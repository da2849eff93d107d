import type { AlertTriggered, Level } from '../../shared/events/catalogue.ts'
import type { Answer } from '../../shared/notify/judge-answer.ts'

/** One way to tell people of an alert. */
export type Channel = {
  /** Part of the notification's identity: changing it sends again. */
  name: string
  /** Alerts of this level and worse are sent. */
  level: Level
  /**
   * Makes one attempt and says what became of it; the far side's faults are answers, never thrown.
   * @param now milliseconds since 1970 UTC
   */
  send(alert: AlertTriggered, now: number): Promise<Answer>
}
