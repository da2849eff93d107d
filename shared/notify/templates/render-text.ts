import type { NoticeLinks } from '../formats/notice-links.ts'
import type { Notice } from '../notice.ts'
import { type Markup, renderTemplate } from './render-template.ts'
import type { Template } from './template.ts'
import { type Room, viewOf } from './view-of.ts'

/** Fewer alerts and shorter values are tried until the text fits: what is marked up is never cut. */
const ROOMS: readonly Omit<Room, 'labels'>[] = [
  { alerts: 50, value: 250 },
  { alerts: 20, value: 250 },
  { alerts: 10, value: 250 },
  { alerts: 5, value: 200 },
  { alerts: 2, value: 150 },
  { alerts: 1, value: 100 },
  { alerts: 1, value: 30 },
  { alerts: 0, value: 30 },
]

export type TextOptions = {
  links: NoticeLinks
  markup: Markup
  /** In UTF-16 units, which no product counts more of. */
  longest: number
}

/**
 * A text about a notice, that fits.
 * @param template the user's, or `byDefault`
 * @param byDefault what is taken when the user's text doesn't fit even with nothing in it; it has to
 */
export function renderText(
  template: Template | undefined,
  byDefault: Template,
  notice: Notice,
  { links, markup, longest }: TextOptions,
): string {
  for (const one of template === undefined ? [byDefault] : [template, byDefault]) {
    const labels = [one.source, ...Object.values(one.partials)].some((source) => /labels|group/.test(source))
    for (const room of ROOMS) {
      const fitting = { ...room, labels }
      const text = renderTemplate(one, viewOf(notice, links, fitting), markup, longest)
      if (text !== undefined) return text
    }
  }
  throw new RangeError(`a text of ${longest} characters is too short for anything`)
}
