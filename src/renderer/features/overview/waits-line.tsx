import { useQuery } from '@tanstack/react-query'
import { orpc } from '../../bridge/client.ts'
import { useWaitsWords } from './use-waits-words.ts'
import classes from './overview.module.css'

/** What waits for the network: "412 clips, 3.1 GB, about 40 min". */
export function WaitsLine() {
  const words = useWaitsWords()
  const waits = useQuery(orpc.cue.waits.queryOptions({ input: {} }))
  if (!waits.data || waits.data.why === null) return null
  return <p className={classes.quiet}>{words(waits.data)}</p>
}
