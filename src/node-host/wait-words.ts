import { assertNever } from '../contract/assert-never.ts'
import type { Call } from './call.ts'
import { networkWaitInWords } from './network-words.ts'
import { unsettled, type Standing, type WaitEnd } from './wait-until-settled.ts'
import { accountWords, count } from './words.ts'

/** The service's own words as a sentence. */
function sentence(words: string | null): string {
  const text = words?.trim() ?? ''
  return text === '' || /[.!?。！？]$/.test(text) ? text : `${text}.`
}

/** Why a wait ended before everything was settled, and what stays in the ledger, on stderr. */
export function sayWhyItEnded(call: Call, end: WaitEnd, standing: Standing): void {
  const left = unsettled(standing.counts)
  const stays = `${count(left, 'clip')} ${left === 1 ? 'stays' : 'stay'} in the ledger and ${left === 1 ? 'goes' : 'go'} on from there.`
  const { account } = standing
  switch (end) {
    case 'settled':
      return
    case 'account-stopped':
      call.say([`${accountWords(account.state, account.stop)}.`, sentence(account.reason), stays].filter(Boolean).join(' '))
      call.say(account.stop === 'no-balance' ? 'Top up the account, then: greenroom account resume' : 'Mend the key or the address (greenroom account set), or: greenroom account resume')
      return
    case 'account-paused':
      call.say(`The account is paused. ${stays}`)
      call.say('To go on: greenroom account resume')
      return
    case 'storage-refuses':
      call.say([standing.storageTrouble?.message, stays].filter(Boolean).join(' '))
      call.say(standing.storageTrouble?.advice ?? 'See greenroom attention.')
      return
    case 'links-silent':
      call.say([`Links do not open for the reviewer: ${account.linksTrouble?.message ?? ''}`, stays].filter(Boolean).join(' '))
      call.say('They are tried again by themselves once greenroom serve or --wait runs. To see what is amiss: greenroom publish test')
      return
    case 'network-waits': {
      const { message, advice } = networkWaitInWords(standing.networkWait ?? { why: 'not-approved', network: null })
      call.say(`${message} ${stays}`)
      call.say(advice)
      return
    }
    case 'offline':
      if (standing.storageTrouble && account.troubleSince === null) {
        call.say(`${standing.storageTrouble.message} ${stays}`)
        call.say('Check the network and the storage (greenroom publish test). Nothing is lost: run the command again, or leave it to greenroom serve.')
        return
      }
      call.say([`${account.baseUrl} has not usefully answered for ${Math.round(call.environment().offlineMs / 1000)} s.`, sentence(account.reason), stays].filter(Boolean).join(' '))
      call.say('Check the network and the address (greenroom account test). Nothing is lost: run the command again, or leave it to greenroom serve.')
      return
    case 'group-stopped':
      call.say(`This person's submissions have stopped by themselves, because too many were refused. ${stays}`)
      call.say('See greenroom attention; the screens (greenroom serve) let the person go on.')
      return
    case 'interrupted':
      call.say(`Stopped. ${stays}`)
      return
    default:
      assertNever(end)
  }
}
