import { readFileSync } from 'node:fs'
import { readSecrets } from './deploy/cluster-secrets.ts'
import { readGiven } from './deploy/given-files.ts'
import { importImages } from './deploy/images.ts'
import { install, type Say, writeKustomization } from './deploy/install.ts'
import { installPlatform } from './deploy/install-platform.ts'
import { findKubectl, type Kubectl } from './deploy/kubectl.ts'
import { holdsSourcesOnly, programFolders } from './deploy/kustomization.ts'
import { HELP, type Options, readOptions } from './deploy/options.ts'
import { preflight } from './deploy/preflight.ts'
import { prove } from './deploy/prove.ts'
import { urlOf } from './deploy/ready.ts'
import { keptServices } from './deploy/secrets.ts'
import { uninstall } from './deploy/uninstall.ts'

const say: Say = (line) => console.log(line)

try {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const options = readOptions(process.argv.slice(2), version)
  if (options.help) say(HELP)
  else if (options.uninstall && !options.dryRun) await uninstall(findKubectl(options.kubeconfig), options, say)
  else await deploy(findKubectl(options.kubeconfig), options)
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}

async function deploy(kubectl: Kubectl, given: Options): Promise<void> {
  await readGiven(given)
  const options = await withKept(kubectl, given)
  let { faults, missing } = await preflight(kubectl, options)
  // Not onto a cluster with other faults, on which it could not run.
  if (options.installPlatform && !options.dryRun && missing.length > 0 && faults.length === missing.length) {
    await installPlatform(kubectl, missing, options, say)
    ;({ faults, missing } = await preflight(kubectl, options))
  }
  if (faults.length > 0)
    throw new Error(`Nothing was changed. What is missing:\n${faults.map((one) => `  ${one}`).join('\n')}`)
  if (options.dryRun) return await dryRun(kubectl, options)
  if (options.images) say(`Images imported: ${importImages().join(', ')}`)
  await install(kubectl, options, say)
  await tell(kubectl, options)
}

/** An upgrade that names no services keeps those of the installation. */
async function withKept(kubectl: Kubectl, options: Options): Promise<Options> {
  if (!options.isSizeOpen) return options
  const kept = keptServices(options.namespace, await readSecrets(kubectl, options.namespace))
  return kept === undefined ? options : { ...options, ...kept, size: 'external' }
}

/** Has the API server check what would be applied; in a namespace that is not there yet it can't. */
async function dryRun(kubectl: Kubectl, options: Options): Promise<void> {
  const there = (await kubectl.get([`namespace/${options.namespace}`])) !== undefined
  const check = there ? '--dry-run=server' : '--dry-run=client'
  if (!there) say(`The namespace ${options.namespace} would be made.`)
  for (const folder of [`infra/overlays/${options.size}`, 'infra/prepare', ...programFolders(options)]) {
    say(`${folder}:`)
    const made = writeKustomization([folder], options, {})
    const { status, stdout, stderr } = await kubectl.try(['apply', check, '-k', made])
    const isAnew = /immutable/i.test(stderr) && (folder === 'infra/prepare' || holdsSourcesOnly(folder))
    if (status !== 0 && !isAnew) throw new Error(`${folder}: ${stderr.trim()}`)
    say(isAnew ? 'has changed, and would be made anew' : stdout)
  }
  if (options.images) say('dist/images: would be imported into this node')
  if (options.serve === 'openfaas') say('stack.yml: faas-cli deploy')
  say('Nothing was changed.')
}

/** Proves that it works, and says how to go on. */
async function tell(kubectl: Kubectl, options: Options): Promise<void> {
  const { namespace, serve, gateway, ingress, waitSeconds } = options
  const address = async (name: string) =>
    serve === 'knative' ? await urlOf(kubectl, namespace, name) : `${gateway}/function/${name}`
  const secrets = await readSecrets(kubectl, namespace)
  const token = (name: string, key: string) => secrets[name]?.[key] ?? ''
  const webhook = {
    url: await address('audit-event-webhook'),
    via: ingress,
    token: token('audit-event-webhook', 'AUDITFLOW_INGEST_TOKEN').split(/\s/)[0] ?? '',
  }
  const dashboard = {
    url: await address('event-audit-dashboard'),
    via: ingress,
    token: token('event-audit-dashboard', 'AUDITFLOW_DASHBOARD_TOKEN'),
  }
  const { tookMs } = await prove(webhook, dashboard, waitSeconds)
  const read = (name: string, key: string) =>
    `$(kubectl -n ${namespace} get secret ${name} -o jsonpath='{.data.${key}}' | base64 -d)`
  say(`An event went in and was found stored after ${(tookMs / 1_000).toFixed(1)} s.

Dashboard: ${dashboard.url} (any user name)
  password: echo ${read('event-audit-dashboard', 'AUDITFLOW_DASHBOARD_TOKEN')}
Inject an event:
  curl -sS ${webhook.url}/sources/json -H 'content-type: application/json' \\
    -H "authorization: Bearer ${read('audit-event-webhook', 'AUDITFLOW_INGEST_TOKEN')}" \\
    -d '{"action": "user.login", "actor": "alice", "ip": "203.0.113.7", "outcome": "failure"}'`)
}
