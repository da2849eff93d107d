import type { Answer } from '../judge-answer.ts'
import type { Notice } from '../notice.ts'

/** A way to tell people, ready to be used. */
export type Channel = {
  name: string
  /** Never throws: whatever goes wrong is an answer, whose reason holds no secret. */
  send(notice: Notice, now: number): Promise<Answer>
}
