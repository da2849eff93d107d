import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { parse, stringify } from 'yaml'
import { AUDIT_CONFIG, AUDIT_PORT, AUDIT_TOKEN, ensureKeys, KUBECONFIG, MACHINE, missing, SCRIPTS, TLS } from './lab.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The cluster to test on, or why there is none. `isAudited`: it was started here, with its audit webhook. */
    cluster: { kubeconfig: string; isLab: boolean; isAudited: boolean } | { missing: string }
  }
}

/**
 * Takes the cluster of `$KUBECONFIG`, else starts the one of ../shared/cluster where that has been built, and ends what it
 * started.
 */
export default function setup(project: TestProject): (() => void) | undefined {
  const given = process.env['KUBECONFIG']
  const isLab = given === undefined || resolve(given) === KUBECONFIG
  if (!isLab || answers()) {
    project.provide('cluster', { kubeconfig: given ?? KUBECONFIG, isLab, isAudited: false })
    return undefined
  }
  const lack = missing()
  if (lack !== undefined) {
    console.warn(`no cluster: KUBECONFIG is not set, and ${lack} is missing; all tests are skipped`)
    project.provide('cluster', { missing: lack })
    return undefined
  }
  const env = { ...process.env, APISERVER_ARGS: auditFlags().join(' ') }
  execFileSync(join(SCRIPTS, 'up.sh'), ['knative'], { stdio: 'inherit', timeout: 300_000, env })
  project.provide('cluster', { kubeconfig: KUBECONFIG, isLab, isAudited: true })
  return () => void execFileSync(join(SCRIPTS, 'down.sh'), { stdio: 'inherit', timeout: 60_000 })
}

/** The API server's flags, made of the very files that the README has people copy. */
function auditFlags(): string[] {
  ensureKeys()
  const config = readFileSync('infra/kube-audit/webhook.yaml', 'utf8')
    .replace('WEBHOOK-HOST', `${MACHINE}:${AUDIT_PORT}`)
    .replace('TOKEN', AUDIT_TOKEN)
    .replace(/certificate-authority: .*/, `certificate-authority: ${TLS.ca}`)
  writeFileSync(AUDIT_CONFIG, stringify(parse(config)), { mode: 0o600 })
  const { 'kube-apiserver-arg': given } = parse(readFileSync('infra/kube-audit/k3s-config.yaml', 'utf8')) as {
    'kube-apiserver-arg': string[]
  }
  const files: Record<string, string> = {
    'audit-policy-file': resolve('infra/kube-audit/policy.yaml'),
    'audit-webhook-config-file': AUDIT_CONFIG,
  }
  return given.map((flag) => {
    const [name = '', value] = flag.split('=')
    return `--${name}=${files[name] ?? value}`
  })
}

function answers(): boolean {
  if (!existsSync(KUBECONFIG)) return false
  const args = ['--kubeconfig', KUBECONFIG, '--request-timeout=3s', 'get', '--raw', '/readyz']
  return spawnSync('kubectl', args).status === 0
}
