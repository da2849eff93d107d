/** The project's own rule pack, parsed when a function is bundled (scripts/bundle.mjs). */
declare module 'auditflow:rules' {
  const rules: import('./detect/index.ts').RuleDocument[]
  export default rules
}

/** The files of shared/store/migrations, read when a program is bundled (scripts/bundle.mjs). */
declare module 'auditflow:migrations' {
  const files: import('./store/load-migrations.ts').MigrationFile[]
  export default files
}
