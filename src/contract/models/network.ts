import { z } from 'zod'

export const networkKind = z.enum(['wifi', 'wired', 'mobile', 'other'])
export type NetworkKind = z.infer<typeof networkKind>

/** A network as the system tells it. */
export const network = z.object({
  /** What the system knows it by; the same whenever one is back on it. */
  systemId: z.string().min(1).max(500),
  /** As people know it: a Wi-Fi's name, a connection's name. */
  name: z.string().max(500),
  kind: networkKind,
  /** Whether what is sent costs by its amount; null: not told. */
  metered: z.boolean().nullable(),
})
export type Network = z.infer<typeof network>

/** Which network this machine's traffic leaves by. `untold`: the system does not say, `why` in words. */
export const networkNow = z.discriminatedUnion('is', [
  z.object({ is: z.literal('on'), network }),
  z.object({ is: z.literal('none') }),
  z.object({ is: z.literal('untold'), why: z.string() }),
])
export type NetworkNow = z.infer<typeof networkNow>

export const networkSettings = z.object({
  /** Clips are uploaded, and links handed to the service, on approved networks only. */
  onlyApproved: z.boolean(),
  /** What is done with that where the system does not tell which network this is. */
  whenUntold: z.enum(['wait', 'go-on']),
})
export type NetworkSettings = z.infer<typeof networkSettings>

/** Why clips wait although there is a network: it is not approved, or nobody can tell which it is. */
export const networkWait = z.object({
  why: z.enum(['not-approved', 'untold']),
  /** The one that is not approved. */
  network: network.nullable(),
  since: z.number(),
  /** How many wait for it; of very many, about. */
  clips: z.number().int(),
  /** Those that have their link wait, too, because it leads to this machine. */
  alsoQueued: z.boolean(),
})
export type NetworkWait = z.infer<typeof networkWait>

/** A network that was seen, and what a person made of it. */
export const knownNetwork = network.extend({ approved: z.boolean(), lastSeenAt: z.number() })
export type KnownNetwork = z.infer<typeof knownNetwork>

export const networksStanding = networkSettings.extend({
  now: networkNow,
  /** The one in use first, then the one seen last. */
  known: z.array(knownNetwork),
})
export type NetworksStanding = z.infer<typeof networksStanding>
