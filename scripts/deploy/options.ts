import { parseArgs } from 'node:util'

export const HELP = `npm run deploy -- [options]        installs or upgrades AuditFlow on the cluster that kubectl speaks to

  --serve knative|openfaas      what runs the functions (knative: they scale to zero)
  --deliver eventing|connector  what takes queues and schedules to them: Knative Eventing, or AuditFlow's own connector
  --size small|ha|external      what lies under: one node, three RabbitMQ nodes, or services of your own by URL
  --database URL --rabbitmq URL --redis URL     services of your own; they make the size external
  --namespace NAME              auditflow
  --prefix PREFIX               dev.local/auditflow: where images come from; dev.local: imported into the node
  --version VERSION             the images' tag
  --images                      first imports dist/images/*.tar into this node, which npm run image -- --local has written
  --domain DOMAIN               functions are at NAME.NAMESPACE.DOMAIN; without it Knative's own domain stays
  --kubeconfig FILE             $KUBECONFIG, else kubectl's own
  --schedules on|off            off: no synthetic events
  --routing FILE                who is told of which alerts (YAML); without it what is there stays
  --expected FILE               what is expected to report (YAML); without it what is there stays
  --public-url URL              where people find the dashboard, for links in messages; without it its address in the cluster
  --ingress URL                 where the ingress is reached from here, if not under the functions' own addresses
  --gateway URL                 OpenFaaS' gateway, as faas-cli reaches it
  --wait SECONDS                300: how long each step may take
  --install-platform            first installs what is missing of Knative and the RabbitMQ operators
  --dry-run                     says what would be done and has the API server check it; changes nothing
  --uninstall                   removes AuditFlow; volumes, secrets and the namespace stay
  --delete-data NAMESPACE       with --uninstall: those too, with all that was ever stored
`

export type Options = {
  serve: 'knative' | 'openfaas'
  deliver: 'eventing' | 'connector'
  size: 'small' | 'ha' | 'external'
  /** Neither a size nor services were named: what is installed may decide. */
  isSizeOpen: boolean
  database: string | undefined
  rabbitmq: string | undefined
  redis: string | undefined
  namespace: string
  prefix: string
  version: string
  schedules: boolean
  images: boolean
  domain: string | undefined
  kubeconfig: string | undefined
  /** A file that says who is told what. */
  routing: string | undefined
  /** A file that says what is expected to report. */
  expected: string | undefined
  publicUrl: string | undefined
  ingress: string | undefined
  gateway: string
  waitSeconds: number
  installPlatform: boolean
  dryRun: boolean
  uninstall: boolean
  deleteData: boolean
  help: boolean
}

/**
 * @param version the project's own, which is the default
 * @throws with a line that names the option and what it takes
 */
export function readOptions(args: readonly string[], version: string): Options {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      serve: { ...text, default: 'knative' },
      deliver: { ...text, default: 'eventing' },
      size: text,
      database: text,
      rabbitmq: text,
      redis: text,
      namespace: { ...text, default: 'auditflow' },
      prefix: { ...text, default: process.env['AUDITFLOW_REGISTRY'] ?? 'dev.local/auditflow' },
      version: { ...text, default: version },
      schedules: { ...text, default: 'on' },
      images: flag,
      domain: text,
      kubeconfig: text,
      routing: text,
      expected: text,
      'public-url': text,
      ingress: text,
      gateway: { ...text, default: process.env['OPENFAAS_URL'] ?? 'http://127.0.0.1:8080' },
      wait: { ...text, default: '300' },
      'install-platform': flag,
      'dry-run': flag,
      uninstall: flag,
      'delete-data': text,
      help: flag,
    },
  })
  const own = [values.database, values.rabbitmq, values.redis].some((one) => one !== undefined)
  const size = oneOf('size', values.size ?? (own ? 'external' : 'small'), ['small', 'ha', 'external'])
  if (size === 'external' && (values.database === undefined || values.rabbitmq === undefined) && !values.uninstall)
    throw new Error('--size external: needs --database URL and --rabbitmq URL')
  if (size !== 'external' && own)
    throw new Error(`--size ${size}: brings its own database and broker; leave the URLs out`)
  if (!/^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/.test(values.namespace))
    throw new Error(`--namespace ${values.namespace}: must be a name of lower-case letters, digits and -`)
  if (values.deliver === 'eventing' && /[@:/#%]/.test(loginIn(values.rabbitmq)))
    throw new Error('--rabbitmq: Knative’s source takes no user or password with @ : / # % in it')
  const { uninstall, 'delete-data': deleteData } = values
  if (deleteData !== undefined && (!uninstall || deleteData !== values.namespace))
    throw new Error(`--delete-data: goes with --uninstall and repeats the namespace (${values.namespace})`)
  const waitSeconds = Number(values.wait)
  if (!Number.isInteger(waitSeconds) || waitSeconds < 1) throw new Error(`--wait ${values.wait}: must be whole seconds`)
  return {
    serve: oneOf('serve', values.serve, ['knative', 'openfaas']),
    deliver: oneOf('deliver', values.deliver, ['eventing', 'connector']),
    size,
    isSizeOpen: values.size === undefined && !own,
    database: url('database', values.database, /^postgres(ql)?:\/\/.+/),
    rabbitmq: url('rabbitmq', values.rabbitmq, /^amqps?:\/\/.+/),
    redis: url('redis', values.redis, /^rediss?:\/\/.+/),
    namespace: values.namespace,
    prefix: values.prefix,
    version: values.version,
    schedules: oneOf('schedules', values.schedules, ['on', 'off']) === 'on',
    images: values.images,
    domain: domainOf(values.domain),
    kubeconfig: values.kubeconfig,
    routing: values.routing,
    expected: values.expected,
    publicUrl: url('public-url', values['public-url'], /^https?:\/\/[^@?#]+$/),
    ingress: url('ingress', values.ingress, /^https?:\/\/.+/),
    gateway: values.gateway,
    waitSeconds,
    installPlatform: values['install-platform'],
    dryRun: values['dry-run'],
    uninstall,
    deleteData: deleteData !== undefined,
    help: values.help,
  }
}

/** User and password of a URL, unescaped. */
function loginIn(address: string | undefined): string {
  if (address === undefined || !URL.canParse(address)) return ''
  const { username, password } = new URL(address)
  return decodeURIComponent(username) + decodeURIComponent(password)
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value)
  if (found === undefined) throw new Error(`--${name} ${value}: must be ${allowed.join(' or ')}`)
  return found
}

function domainOf(value: string | undefined): string | undefined {
  if (value !== undefined && !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(value))
    throw new Error(`--domain ${value}: must be a name such as 192.0.2.1.sslip.io`)
  return value
}

/** The value itself is not repeated: there may be a password in it. */
function url(name: string, value: string | undefined, shape: RegExp): string | undefined {
  if (value !== undefined && !(shape.test(value) && URL.canParse(value)))
    throw new Error(`--${name}: not such a URL (${shape.source.slice(1).replaceAll('\\', '').replace('.+', '…')})`)
  return value
}
