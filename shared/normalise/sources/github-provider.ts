/** One CloudEvent source for all that GitHub sends. */
export const GITHUB = { origin: '/sources/github', product: 'GitHub', vendor: 'GitHub' }
