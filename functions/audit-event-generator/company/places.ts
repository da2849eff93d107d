/** A town with the slice of a documentation network (RFC 5737) that its addresses come from. */
export type Place = {
  /** ISO 3166-1 alpha-2. */
  country: string
  city: string
  lat: number
  long: number
  /** Standard time; summer time is left out, an hour does not matter to who is at work. */
  utcOffsetHours: number
  network: string
  firstHost: number
}

const place = (
  city: string,
  country: string,
  [lat, long]: [number, number],
  utcOffsetHours: number,
  network: string,
  firstHost: number,
): Place => ({ country, city, lat, long, utcOffsetHours, network, firstHost })

/** How many addresses each place has. */
export const HOSTS_PER_PLACE = 32

export const OFFICES = {
  london: place('London', 'GB', [51.51, -0.13], 0, '192.0.2', 0),
  berlin: place('Berlin', 'DE', [52.52, 13.41], 1, '192.0.2', 32),
  lisbon: place('Lisbon', 'PT', [38.72, -9.14], 0, '192.0.2', 64),
  stockholm: place('Stockholm', 'SE', [59.33, 18.07], 1, '192.0.2', 96),
  austin: place('Austin', 'US', [30.27, -97.74], -6, '198.51.100', 0),
  toronto: place('Toronto', 'CA', [43.65, -79.38], -5, '198.51.100', 32),
  saoPaulo: place('São Paulo', 'BR', [-23.55, -46.63], -3, '198.51.100', 64),
  singapore: place('Singapore', 'SG', [1.35, 103.82], 8, '203.0.113', 0),
  bengaluru: place('Bengaluru', 'IN', [12.97, 77.59], 5.5, '203.0.113', 32),
  sydney: place('Sydney', 'AU', [-33.87, 151.21], 10, '203.0.113', 64),
} as const

/** Where no colleague lives: rented servers that the attack stories come from. */
export const ELSEWHERE: readonly Place[] = [
  place('Reykjavík', 'IS', [64.15, -21.94], 0, '192.0.2', 192),
  place('Panama City', 'PA', [8.98, -79.52], -5, '192.0.2', 224),
  place('Almaty', 'KZ', [43.24, 76.95], 5, '198.51.100', 192),
  place('Windhoek', 'NA', [-22.56, 17.08], 2, '198.51.100', 224),
  place('Auckland', 'NZ', [-36.85, 174.76], 12, '203.0.113', 192),
  place('Montevideo', 'UY', [-34.9, -56.16], -3, '203.0.113', 224),
]

/** English names, for the products that write countries out. */
export const COUNTRY_NAMES: Readonly<Record<string, string>> = {
  GB: 'United Kingdom',
  DE: 'Germany',
  PT: 'Portugal',
  SE: 'Sweden',
  US: 'United States',
  CA: 'Canada',
  BR: 'Brazil',
  SG: 'Singapore',
  IN: 'India',
  AU: 'Australia',
  IS: 'Iceland',
  PA: 'Panama',
  KZ: 'Kazakhstan',
  NA: 'Namibia',
  NZ: 'New Zealand',
  UY: 'Uruguay',
}

/** What an event says of where it came from. */
export type Endpoint = { ip: string; location?: { country: string; city: string; lat: number; long: number } }

/** The `host`-th address of a place, 0 to HOSTS_PER_PLACE - 1, with its location. */
export const endpointIn = ({ network, firstHost, country, city, lat, long }: Place, host: number): Endpoint => ({
  ip: `${network}.${firstHost + host}`,
  location: { country, city, lat, long },
})
