import { relaxedLimits } from './domain/media-limits.ts'
import type { NewAccount } from './ledger/accounts.ts'

/** The vendor's address. */
export const vendorUrl = 'https://xcompute.us'
/** The upstream's lowest tier is said to allow three submissions a minute. */
const submitRpm = 3
const pollRpm = 60
/** A sibling endpoint says so many assets a request. */
const batchSize = 20
/**
 * The service wants an address that the person's phone goes to in the end. Where strangers reach our own link
 * server the default is an address of ours, so that the verdict is asked for by itself. Where they do not, the
 * service tells itself: the operator says when the person has finished, and nobody else learns of the session.
 */
export const defaultCallbackUrl = `${vendorUrl}/`

/** Whether the account leaves the return address to us. */
export function listensItself(account: { stored: { callback_url: string } }): boolean {
  return account.stored.callback_url === defaultCallbackUrl
}

/** The callback address in force without a listener of ours: by default the service's own, wherever the account has it (a sandbox never calls the vendor). */
export function callbackUrlOf(account: { baseUrl: string; stored: { callback_url: string } }): string {
  return account.stored.callback_url === defaultCallbackUrl ? `${account.baseUrl.replace(/\/+$/, '')}/` : account.stored.callback_url
}

/** What an account starts with; everything can be changed in the settings. */
export function newAccountValues(name: string): NewAccount {
  return {
    name, base_url: vendorUrl, sandbox: 0, submit_rpm: submitRpm, poll_rpm: pollRpm, batch_size: batchSize, callback_url: defaultCallbackUrl,
    limits: JSON.stringify(relaxedLimits), publishing: JSON.stringify({ kind: 'none' }),
  }
}

/** The sandbox answers in seconds, so that a trial is not an evening. */
export function sandboxAccountValues(name: string, url: string): NewAccount {
  return { ...newAccountValues(name), base_url: url, sandbox: 1, submit_rpm: 12, poll_rpm: 240, batch_size: 5 }
}
