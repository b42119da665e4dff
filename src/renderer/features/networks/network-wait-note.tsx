import { Button } from '@mantine/core'
import type { NetworkWait } from '../../../contract/models/network.ts'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useNetworkWaitWords } from './network-words.ts'
import classes from './networks.module.css'
import { useLetGo } from './use-let-go.ts'

/** Where clips are seen to wait: for which network, and what lets them go. */
export function NetworkWaitNote({ wait }: { wait: NetworkWait }) {
  const words = useNetworkWaitWords()(wait)
  const letGo = useLetGo(wait)
  return (
    <div className={classes.note} role="status">
      <p>{words}</p>
      {letGo && <div><Button loading={letGo.pending} onClick={letGo.onClick}>{letGo.label}</Button></div>}
      {letGo?.error ? <ProblemNote error={letGo.error} /> : null}
    </div>
  )
}
