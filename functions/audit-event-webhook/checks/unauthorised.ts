import { Refusal } from '../reply.ts'

/**
 * One answer for every way to fail, so that it tells an intruder nothing.
 * @param why what is wrong, for the log; it never quotes what was sent
 */
export function unauthorised(why: string): Refusal {
  return new Refusal(401, 'unauthorised', { 'www-authenticate': 'Bearer' }, why)
}
