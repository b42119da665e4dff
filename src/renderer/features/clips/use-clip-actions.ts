import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClipSelection } from '../../../contract/models/clip.ts'
import { client, orpc } from '../../bridge/client.ts'
import { problemOf } from '../../bridge/problem-of.ts'
import { useDeed, useTold } from './use-deed.ts'
import { useCounted } from './use-counted.ts'
import { useUndoable } from './use-undoable.tsx'

/** What was done last and how it is taken back. */
export interface Undoable {
  words: string
  onUndo: () => void
}

export interface ClipActions {
  setAside: (selection: ClipSelection) => void
  bringBack: (selection: ClipSelection) => void
  recheck: (selection: ClipSelection) => void
  /** Resubmits at once where there is nothing to be said first; otherwise opens the question. */
  resubmit: (selection: ClipSelection) => void
  submitAnyway: (selection: ClipSelection) => void
  /** Opens the dialog in which copies that fit are asked for. */
  prepare: (selection: ClipSelection) => void
  copyAssetUrls: (urls: readonly string[]) => void
  /** A question that must be answered first. */
  asking: { about: 'resubmit' | 'submitAnyway' | 'prepare'; selection: ClipSelection } | null
  stopAsking: () => void
  pending: boolean
  /** What the last action ended with, if it failed. */
  error: unknown
  undo: Undoable | null
}

function idsOf(selection: ClipSelection): number[] | null {
  return 'ids' in selection ? selection.ids : null
}

/** What one can do to clips, with its words, its effect at once, and Undo where it can be taken back exactly. */
export function useClipActions(): ClipActions {
  const { t } = useTranslation('clips')
  const counted = useCounted()
  const tell = useTold()
  const tellUndoable = useUndoable()
  const [asking, setAsking] = useState<ClipActions['asking']>(null)
  const [undo, setUndo] = useState<Undoable | null>(null)
  const [askError, setAskError] = useState<unknown>(null)

  const backAgain = useDeed({ options: orpc.clips.bringBack.mutationOptions(), told: ({ changed }) => t('done.broughtBack', counted(changed)), after: () => setUndo(null) })
  const asideAgain = useDeed({ options: orpc.clips.setAside.mutationOptions(), told: ({ changed }) => t('done.setAside', counted(changed)), after: () => setUndo(null) })
  const setAside = useDeed({
    options: orpc.clips.setAside.mutationOptions(),
    after: ({ changed, deed }, selection) => {
      const words = t('done.setAside', counted(changed))
      // Of "all that match" others may have been set aside before: the deed knows its own.
      if (idsOf(selection)) setUndo({ words, onUndo: () => backAgain.mutate(selection) })
      else tellUndoable(words, deed)
    },
  })
  const bringBack = useDeed({
    options: orpc.clips.bringBack.mutationOptions(),
    after: ({ changed, deed }, selection) => {
      const words = t('done.broughtBack', counted(changed))
      if (idsOf(selection)) setUndo({ words, onUndo: () => asideAgain.mutate(selection) })
      else tellUndoable(words, deed)
    },
  })
  const recheck = useDeed({ options: orpc.clips.recheck.mutationOptions(), told: ({ changed }) => t('done.rechecked', counted(changed)) })
  const resubmitNow = useDeed({ options: orpc.clips.resubmit.mutationOptions(), told: ({ changed }) => t('done.resubmitted', counted(changed)) })

  async function askFirst(selection: ClipSelection): Promise<void> {
    setAskError(null)
    try {
      if (idsOf(selection)?.length === 1) {
        const found = await client.clips.resubmission(selection)
        if (found.failed === 1 && found.assumed === 0 && found.tiredOut === 0) {
          resubmitNow.mutate({ selection })
          return
        }
      }
      setAsking({ about: 'resubmit', selection })
    } catch (error) {
      setAskError(error)
    }
  }

  const deeds = [setAside, bringBack, recheck, resubmitNow, backAgain, asideAgain]
  const failed = deeds.find((deed) => deed.error)
  return {
    setAside: (selection) => setAside.mutate(selection),
    bringBack: (selection) => bringBack.mutate(selection),
    recheck: (selection) => recheck.mutate(selection),
    resubmit: (selection) => void askFirst(selection),
    submitAnyway: (selection) => setAsking({ about: 'submitAnyway', selection }),
    prepare: (selection) => setAsking({ about: 'prepare', selection }),
    copyAssetUrls(urls) {
      navigator.clipboard.writeText(urls.join('\n')).then(
        () => tell(t('done.copied', counted(urls.length))),
        (error: unknown) => tell(t('done.notCopied', { why: problemOf(error).message })),
      )
    },
    asking,
    stopAsking: () => setAsking(null),
    pending: deeds.some((deed) => deed.isPending),
    error: failed?.error ?? askError,
    undo,
  }
}
