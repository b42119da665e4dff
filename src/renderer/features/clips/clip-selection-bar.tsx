import { Button, Menu } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClipFilter, ClipSelection } from '../../../contract/models/clip.ts'
import { noClips, type StateCounts } from '../../../contract/models/states.ts'
import { client } from '../../bridge/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { useViewingOnly } from '../../bridge/viewing-only.ts'
import { SelectionBar } from '../../components/selection-bar.tsx'
import { selectionOf, type ClipChoice } from './clip-choice.ts'
import { allows, reach, reachedStates, type ClipAction } from './clip-permissions.ts'
import classes from './dialogs.module.css'
import type { ClipActions } from './use-clip-actions.ts'
import type { ClipList } from './use-clip-pages.ts'
import { useCounted } from './use-counted.ts'

/** What is wanted most comes first; what finds no room goes into a menu. */
const order: readonly ClipAction[] = ['resubmit', 'prepare', 'recheck', 'setAside', 'copyAssetUrl', 'bringBack', 'submitAnyway']

export interface ClipSelectionBarProps {
  list: ClipList
  filter: ClipFilter
  choice: ClipChoice
  actions: ClipActions
  /** How many buttons find room. */
  room: number
  onClear: () => void
}

/** More asset URLs than this are not for the clipboard; the export writes them to a file. */
const mostCopied = 10_000

function countsOf(choice: ClipChoice, list: ClipList, filter: ClipFilter): StateCounts {
  const counts = noClips()
  if (choice.kind === 'all') {
    for (const state of filter.states ?? (Object.keys(counts) as (keyof StateCounts)[])) counts[state] = list.counts?.[state] ?? 0
    return counts
  }
  const now = new Map(list.view.known().map((clip) => [clip.id, clip.state]))
  for (const [id, state] of choice.chosen) counts[now.get(id) ?? state] += 1
  return counts
}

async function allAssetUrls(filter: ClipFilter): Promise<string[]> {
  const urls: string[] = []
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<typeof client.clips.list>> = await client.clips.list({ filter, limit: 500, after })
    urls.push(...page.rows.flatMap(({ assetUrl }) => (assetUrl ? [assetUrl] : [])))
    after = page.next
  } while (after !== null && urls.length < mostCopied)
  return urls
}

/** What can be done to the selected clips, each button with the number it reaches. */
export function ClipSelectionBar({ list, filter, choice, actions, room, onClear }: ClipSelectionBarProps) {
  const { t } = useTranslation('clips')
  const counted = useCounted()
  const [sure, setSure] = useState<'setAside' | 'bringBack' | 'recheck' | null>(null)
  const counts = countsOf(choice, list, filter)
  const count = choice.kind === 'all' ? Object.values(counts).reduce((sum, each) => sum + each, 0) : choice.chosen.size
  const selection = selectionOf(choice, filter)

  /** The selection, narrowed to what an action reaches, so that it says and does the same number. */
  function reached(action: ClipAction): ClipSelection | null {
    if (choice.kind === 'all') return { filter: { ...filter, states: reachedStates(action, filter.states) } }
    const now = new Map(list.view.known().map((clip) => [clip.id, clip.state]))
    const ids = [...choice.chosen].filter(([id, state]) => allows(action, now.get(id) ?? state)).map(([id]) => id)
    return ids.length > 0 ? { ids } : null
  }

  function run(action: ClipAction): void {
    const chosen = reached(action)
    if (!chosen || !selection) return
    switch (action) {
      case 'resubmit':
        actions.resubmit(selection)
        return
      case 'submitAnyway':
        actions.submitAnyway(chosen)
        return
      case 'prepare':
        actions.prepare(chosen)
        return
      case 'copyAssetUrl':
        if (choice.kind === 'all') void allAssetUrls('filter' in chosen ? chosen.filter : filter).then(actions.copyAssetUrls)
        else actions.copyAssetUrls(list.view.known().flatMap(({ id, assetUrl }) => (assetUrl && choice.chosen.has(id) ? [assetUrl] : [])))
        return
      case 'setAside':
      case 'bringBack':
      case 'recheck':
        if (choice.kind === 'all') {
          setSure(action)
          return
        }
        actions[action](chosen)
        // They may have left the list by that, and would stay chosen unseen; Undo knows them.
        onClear()
    }
  }

  const viewing = useViewingOnly()
  const possible = order.filter((action) => reach(action, counts) > 0 && (!viewing || action === 'copyAssetUrl'))
  const [shown, rest] = [possible.slice(0, room), possible.slice(room)]
  const sureSelection = sure && reached(sure)
  const whole = choice.kind === 'some' && list.view.count > count && count > 1
  return (
    <>
      <SelectionBar count={count} onClear={onClear} undo={actions.undo}>
        {shown.map((action) => (
          <Button key={action} data-shows={action === 'copyAssetUrl' || undefined} className={classes.button} variant={action === 'resubmit' ? 'filled' : 'default'} disabled={actions.pending} onClick={() => run(action)}>{t(`bar.${action}`, counted(reach(action, counts)))}</Button>
        ))}
        {rest.length > 0 && (
          <Menu position="top-start">
            <Menu.Target><Button className={classes.button} disabled={actions.pending}>{t('bar.more')}</Button></Menu.Target>
            <Menu.Dropdown>
              {rest.map((action) => <Menu.Item key={action} onClick={() => run(action)}>{t(`bar.${action}`, counted(reach(action, counts)))}</Menu.Item>)}
            </Menu.Dropdown>
          </Menu>
        )}
        {whole && room > 2 && <span className={classes.hint}>{t('bar.all')}</span>}
      </SelectionBar>
      {sure && sureSelection && (
        <ConfirmDialog
          opened destructive title={t(`sure.${sure}`)} confirm={t(`bar.${sure}`, counted(reach(sure, counts)))} pending={actions.pending} onClose={() => setSure(null)}
          onConfirm={() => {
            actions[sure](sureSelection)
            setSure(null)
            onClear()
          }}
        >
          <p className={classes.sentence}>{t('sure.what', counted(reach(sure, counts)))}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
