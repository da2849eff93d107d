/** A user's text with `{{names}}`, checked when it was read. `partials` are those that it may take in. */
export type Template = { source: string; partials: Readonly<Record<string, string>> }

/** What stands for itself: a template of ours. */
export const template = (source: string): Template => ({ source, partials: {} })
