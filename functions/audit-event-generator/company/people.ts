import { type Endpoint, endpointIn, OFFICES, type Place } from './places.ts'

export type Role =
  | 'engineer'
  | 'platform'
  | 'security'
  | 'it'
  | 'finance'
  | 'people'
  | 'sales'
  | 'support'
  | 'marketing'
  | 'executive'
  | 'deployer'
  | 'archiver'
  | 'application'
  | 'cluster'
  | 'host'
  | 'cloud'

/** Someone or something that acts: a person at home in a place, or a service account inside the network. */
export type Actor = {
  /** Position in the roster, from 0. */
  index: number
  name: string
  uid: string
  type: 'User' | 'Service'
  email?: string
  role: Role
  from: Endpoint
  userAgent: string
  /** Hours of the clock at home, start included, end not; absent for what never sleeps. */
  shift?: { start: number; end: number; utcOffsetHours: number }
  /** The long-lived API key that a service account presents. */
  keyId?: string
}

export type Person = Actor & { type: 'User'; shift: NonNullable<Actor['shift']> }

const DEVICES = {
  mac: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  windows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  linux: 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
  phone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
} as const

type PersonRow = [name: string, role: Role, office: Place, device: keyof typeof DEVICES, start: number, end: number]

const { london, berlin, lisbon, stockholm, austin, toronto, saoPaulo, singapore, bengaluru, sydney } = OFFICES
const PERSON_ROWS: readonly PersonRow[] = [
  ['maja.lindqvist', 'executive', stockholm, 'mac', 8, 18],
  ['oskar.bergman', 'engineer', stockholm, 'linux', 9, 18],
  ['elin.sandberg', 'people', stockholm, 'windows', 8, 17],
  ['jonas.keller', 'platform', berlin, 'linux', 9, 19],
  ['aylin.demir', 'security', berlin, 'mac', 8, 17],
  ['felix.baumann', 'engineer', berlin, 'linux', 10, 19],
  ['harriet.cole', 'finance', london, 'windows', 8, 17],
  ['samir.haddad', 'sales', london, 'phone', 8, 18],
  ['gwen.parry', 'support', london, 'windows', 7, 16],
  ['ines.carvalho', 'engineer', lisbon, 'mac', 9, 18],
  ['rui.teixeira', 'support', lisbon, 'windows', 12, 21],
  ['dana.whitfield', 'it', austin, 'windows', 7, 16],
  ['marcus.boyd', 'platform', austin, 'mac', 8, 17],
  ['lucia.romero', 'sales', austin, 'phone', 8, 17],
  ['tyler.nguyen', 'engineer', austin, 'mac', 9, 18],
  ['claire.gagnon', 'finance', toronto, 'windows', 8, 17],
  ['devon.clarke', 'marketing', toronto, 'mac', 9, 17],
  ['beatriz.moura', 'engineer', saoPaulo, 'linux', 9, 18],
  ['caio.ferraz', 'support', saoPaulo, 'windows', 8, 17],
  ['wei.ling.tan', 'executive', singapore, 'phone', 8, 19],
  ['arjun.menon', 'engineer', bengaluru, 'linux', 9, 18],
  ['kavya.rao', 'platform', bengaluru, 'linux', 10, 19],
  ['priya.iyer', 'it', bengaluru, 'windows', 9, 18],
  ['noah.fraser', 'security', sydney, 'mac', 8, 17],
  ['zoe.walsh', 'marketing', sydney, 'mac', 9, 17],
]

type ServiceRow = [name: string, role: Role, ip: string, userAgent: string]
const SERVICE_ROWS: readonly ServiceRow[] = [
  ['svc-deploy', 'deployer', '10.20.4.11', 'hallberg-deploy/4.2'],
  ['svc-archive', 'archiver', '10.20.4.12', 'hallberg-archive/1.9'],
  ['svc-billing', 'application', '10.20.8.21', 'billing/2026.11'],
  ['svc-search', 'application', '10.20.8.22', 'search/7.3'],
]

/** The whole domain is reserved (RFC 2606), so that no address here can belong to anybody. */
export const DOMAIN = 'hallberg.example'

/** The people of Hallberg Instruments, a company that does not exist. Each has an address of their own. */
export const PEOPLE: readonly Person[] = PERSON_ROWS.map(([name, role, office, device, start, end], index) => ({
  index,
  name,
  uid: `u-${1001 + index}`,
  type: 'User',
  email: `${name}@${DOMAIN}`,
  role,
  from: endpointIn(office, 1 + index),
  userAgent: DEVICES[device],
  shift: { start, end, utcOffsetHours: office.utcOffsetHours },
}))

export const SERVICES: readonly Actor[] = SERVICE_ROWS.map(([name, role, ip, userAgent], position) => ({
  index: PEOPLE.length + position,
  name,
  uid: `s-${2001 + position}`,
  type: 'Service',
  role,
  from: { ip },
  userAgent,
  keyId: `hik_${name.slice(4)}_7Q${position}F`,
}))

type MachineRow = [name: string, role: Role, ip: string]
const MACHINE_ROWS: readonly MachineRow[] = [
  ['kube-controller-manager', 'cluster', '10.20.0.10'],
  ['root', 'host', '10.20.2.10'],
  ['aws-config', 'cloud', '10.20.3.10'],
]

/** What works by itself, so that nobody presents a key for it: the cluster, the hosts, the cloud's own services. */
export const MACHINES: readonly Actor[] = MACHINE_ROWS.map(([name, role, ip], position) => ({
  index: PEOPLE.length + SERVICES.length + position,
  name,
  uid: `m-${3001 + position}`,
  type: 'Service',
  role,
  from: { ip },
  userAgent: name,
}))

export const EVERYONE: readonly Actor[] = [...PEOPLE, ...SERVICES, ...MACHINES]

/** The sealed account for emergencies: nobody uses it on an ordinary day. */
export const BREAK_GLASS: Actor = {
  index: EVERYONE.length,
  name: 'break-glass-01',
  uid: 'u-0001',
  type: 'User',
  role: 'it',
  from: endpointIn(austin, 0),
  userAgent: DEVICES.windows,
}
