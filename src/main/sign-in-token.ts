import { createHash, randomBytes } from 'node:crypto'

/** What opens the screens for one person: 256 bits, so that its hash need not be slow. */
export function newSignInToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What the ledger keeps of it. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
