import type { NetworkWait } from '../../../contract/models/network.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useNetworkWaitWords } from './network-words.ts'
import { useLetGo } from './use-let-go.ts'

/** As a banner above the clips that wait. */
export function NetworkWaitBanner({ wait, kept }: { wait: NetworkWait; kept: string }) {
  const words = useNetworkWaitWords()(wait)
  const letGo = useLetGo(wait)
  return (
    <>
      <ErrorNote tone="you" happened={words} kept={kept} action={letGo ?? undefined} />
      {letGo?.error ? <ProblemNote error={letGo.error} /> : null}
    </>
  )
}
