import type { HttpMessage } from '../../shared/events/http.ts'

/** Where messages go: a function, wherever it runs. */
export type Target = {
  name: string
  /** Sends one message and returns the status of its answer; throws when there is none. */
  post(path: string, message: HttpMessage): Promise<number>
}
