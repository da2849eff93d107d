/** The documents of knative/base/sources, read when a program is bundled (scripts/bundle.mjs). */
declare module 'auditflow:sources' {
  const resources: import('./connector/sources.ts').Resource[]
  export default resources
}
