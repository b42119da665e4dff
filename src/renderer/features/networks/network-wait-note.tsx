import type { NetworkWait } from '../../../contract/models/network.ts'
import { LetGoButton } from './let-go-button.tsx'
import { useNetworkWaitWords } from './network-words.ts'
import classes from './networks.module.css'

/** Where clips are seen to wait: for which network, and what lets them go. */
export function NetworkWaitNote({ wait, what }: { wait: NetworkWait; what?: string }) {
  const words = useNetworkWaitWords()(wait)
  return (
    <div className={classes.note} role="status">
      <p>{words}{what && ` ${what}`}</p>
      <div><LetGoButton wait={wait} /></div>
    </div>
  )
}
