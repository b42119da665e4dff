import { z } from 'zod'

/** An operator may do everything; a viewer sees everything and changes nothing. */
export const signInRole = z.enum(['operator', 'viewer'])
export type SignInRole = z.infer<typeof signInRole>

/** What somebody is to be called, in the history too: so nobody may be called as Greenroom calls itself. */
export const newSignIn = z.object({
  name: z.string().trim().min(1).max(80).refine((name) => name.toLowerCase() !== 'system' && !/\p{Cc}/u.test(name)),
  role: signInRole,
})

/** A named way into the screens of `greenroom serve`; one a person, revocable. */
export const signIn = z.object({
  id: z.number().int(),
  name: z.string(),
  role: signInRole,
  madeBy: z.string(),
  createdAt: z.number(),
  /** When it was last used, to the minute, and from which address of the network; null: never. */
  lastSeenAt: z.number().nullable(),
  lastSeenFrom: z.string().nullable(),
  revokedAt: z.number().nullable(),
  revokedBy: z.string().nullable(),
})
export type SignIn = z.infer<typeof signIn>
