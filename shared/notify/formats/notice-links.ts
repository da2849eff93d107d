import { LINK_LIFE_MS, type LinkChange, signLink } from '../links.ts'
import type { Notice } from '../notice.ts'

/** Where AuditFlow is reached by people, and what signs the links that act; without a secret there are none of these. */
export type LinkBase = { publicUrl: string; secret?: Buffer }

/** The links of one message. All are ours: nothing of an event is in them but ids. */
export type NoticeLinks = {
  /** The page of an alert; undefined without AUDITFLOW_PUBLIC_URL. */
  alertUrl(id: string): string | undefined
  home: string | undefined
  acknowledge: string | undefined
  resolve: string | undefined
}

const ID = /^[0-9A-Za-z-]{1,64}$/

/** The links for a notice: the same for each attempt. There is something to acknowledge only while an alert is open. */
export function noticeLinks(notice: Notice, base: LinkBase | undefined): NoticeLinks {
  const root = base && rootOf(base.publicUrl)
  const act = (change: LinkChange, wanted: readonly string[]) => {
    if (base?.secret === undefined || !notice.alerts.some(({ status }) => wanted.includes(status))) return undefined
    const link = { noticeId: notice.id, change, via: notice.channel, expiresAt: notice.at + LINK_LIFE_MS }
    return `${root}/act/${signLink(base.secret, link)}`
  }
  return {
    alertUrl: (id) => (root === undefined || !ID.test(id) ? undefined : `${root}/alerts/${id}`),
    home: root,
    acknowledge: act('acknowledge', ['open']),
    resolve: act('resolve', ['open', 'acknowledged']),
  }
}

/** Without what would end a link in one of the formats; in a URL each of these can be written as `%XX`. */
function rootOf(publicUrl: string): string {
  return new URL(publicUrl).href
    .replace(/\/+$/, '')
    .replace(/[()[\]<>|"'`*_~\\]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
