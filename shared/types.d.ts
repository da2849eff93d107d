/** The project's own rule pack, parsed when a function is bundled (scripts/bundle.ts). */
declare module 'auditflow:rules' {
  const rules: import('./detect/index.ts').RuleDocument[]
  export default rules
}
