import { notifications } from '@mantine/notifications'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, type ReactNode } from 'react'
import { orpc } from '../bridge/client.ts'
import { problemOf } from '../bridge/problem-of.ts'
import { useConnectionState, useLiveEvents } from '../bridge/use-live-events.ts'
import { Frame } from './frame.tsx'

function tell(error: unknown): void {
  const { message, kind } = problemOf(error)
  notifications.show({ id: `problem-${kind}`, message, autoClose: 8000 })
}

/** The frame with what the core says. */
export function LiveFrame({ children }: { children: ReactNode }) {
  useLiveEvents()
  const connection = useConnectionState()
  const { data: cue } = useQuery(orpc.cue.get.queryOptions({ input: {} }))
  const { data: causes } = useQuery(orpc.attention.list.queryOptions({ input: {} }))
  const { data: about } = useQuery(orpc.host.about.queryOptions())
  const viewing = about?.you.role === 'viewer' ? about.you.name : null
  useEffect(() => {
    document.documentElement.toggleAttribute('data-viewing', viewing !== null)
  }, [viewing])
  const pause = useMutation(orpc.accounts.pause.mutationOptions({ onError: tell }))
  const resume = useMutation(orpc.accounts.resume.mutationOptions({ onError: tell }))
  return (
    <Frame
      cue={cue}
      connection={connection}
      needYou={causes?.length ?? 0}
      sandbox={about?.sandbox ?? cue?.account.sandbox ?? false}
      viewing={viewing}
      switching={pause.isPending || resume.isPending}
      onPause={() => cue && pause.mutate({ id: cue.account.id })}
      onResume={() => cue && resume.mutate({ id: cue.account.id })}
    >
      {children}
    </Frame>
  )
}
