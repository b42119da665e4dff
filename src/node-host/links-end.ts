import type { GreenroomClient } from '../contract/client.ts'
import type { Call } from './call.ts'
import { count } from './words.ts'

/**
 * Our own links answer only while a process runs them. One that ends while the service has clips says
 * so, on stderr, and how their links go on; silent when another process runs them, or none is out.
 */
export async function sayLinksEnd(call: Call, client: GreenroomClient): Promise<void> {
  const account = await call.account(client)
  const { own, here, mustAnswer } = await client.links.standing({ accountId: account.id })
  if (!own || !here || mustAnswer === 0) return
  const it = mustAnswer === 1
  call.say(`${count(mustAnswer, 'clip')} ${it ? 'is' : 'are'} with the service, and ${it ? 'its link ends' : 'their links end'} with this process: what was not fetched yet will fail as DownloadFailed.`)
  call.say('To keep the links up and the reviews followed, start at once: greenroom serve')
}
