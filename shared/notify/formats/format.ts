import type { NoticeLinks } from './notice-links.ts'

/** What a format takes beside notice and settings. */
export type FormatContext = {
  links: NoticeLinks
  /** Of the attempt: milliseconds since 1970 UTC. Only a signature differs by it. */
  now: number
}
