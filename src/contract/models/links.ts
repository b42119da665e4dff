import { z } from 'zod'

/** What one reader did with one of our links: its questions within minutes of each other are one entry. */
export const linkFetched = z.object({
  id: z.number().int(),
  clipId: z.number().int(),
  clipName: z.string(),
  /** Where the reader came from, as far as a proxy tells; `agent` is how it calls itself. */
  address: z.string(),
  agent: z.string(),
  firstAt: z.number(),
  lastAt: z.number(),
  requests: z.number().int(),
  bytes: z.number(),
  /** HTTP status of the last answer. */
  status: z.number().int(),
})
export type LinkFetched = z.infer<typeof linkFetched>

/** How an account's own links stand. */
export const linksStanding = z.object({
  /** Whether this account's clips are handed out by Greenroom itself. */
  own: z.boolean(),
  /** Whether this process is (or was, until it came to rest) the one that runs the link server. */
  here: z.boolean(),
  /** Where readers reach the link server; null: not known in this process. */
  origin: z.string().nullable(),
  /** Clips the service may fetch at this moment: while there are any, Greenroom has to run. */
  mustAnswer: z.number().int(),
  today: z.object({ requests: z.number().int(), bytes: z.number(), refused: z.number().int() }),
  recent: z.array(linkFetched),
})
export type LinksStanding = z.infer<typeof linksStanding>
