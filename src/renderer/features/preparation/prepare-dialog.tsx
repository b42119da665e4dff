import { Button, Group, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClipSelection } from '../../../contract/models/clip.ts'
import type { PreparationSuggestion, Recipe } from '../../../contract/models/preparation.ts'
import { orpc } from '../../bridge/client.ts'
import { host } from '../../bridge/host.ts'
import { Dialog } from '../../components/dialog.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useDeed } from '../clips/use-deed.ts'
import { useUndoable } from '../clips/use-undoable.tsx'
import { FfmpegMissing } from './ffmpeg-missing.tsx'
import { ImageFields } from './image-fields.tsx'
import { RangePicker } from './range-picker.tsx'
import { RecipeFields } from './recipe-fields.tsx'
import { TrialPanel } from './trial-panel.tsx'
import classes from './preparation.module.css'

/** How clips are to be prepared: proposed by what they break, changed, tried on three, then made of all. */
export function PrepareDialog({ selection, onClose }: { selection: ClipSelection; onClose: () => void }) {
  const { t } = useTranslation('preparation')
  const suggested = useQuery({ ...orpc.preparations.suggest.queryOptions({ input: selection }), staleTime: Infinity, refetchOnWindowFocus: false })
  return (
    <Dialog onClose={onClose} title={t('title')} size={920}>
      {suggested.error && <ProblemNote error={suggested.error} />}
      {suggested.isPending && <LoadingBlocks count={3} height={64} />}
      {suggested.data && <Prepare selection={selection} suggested={suggested.data} onClose={onClose} />}
    </Dialog>
  )
}

function Prepare({ selection, suggested, onClose }: { selection: ClipSelection; suggested: PreparationSuggestion; onClose: () => void }) {
  const { clipId, videos, images } = suggested
  const { t } = useTranslation('preparation')
  const format = useFormat()
  const [recipe, setRecipe] = useState(suggested.recipe)
  const [trialId, setTrialId] = useState<number | null>(null)
  const clip = useQuery(orpc.clips.get.queryOptions({ input: { id: clipId ?? 0 }, enabled: clipId !== null }))
  const wrong = recipe.toMs !== null && recipe.toMs <= recipe.fromMs
  const reach = useQuery(orpc.preparations.reach.queryOptions({ input: { selection, recipe }, enabled: !wrong, placeholderData: (before) => before }))
  const trial = useQuery(orpc.preparations.trial.queryOptions({ input: { id: trialId ?? 0 }, enabled: trialId !== null, refetchInterval: (query) => (query.state.data?.state === 'done' ? false : 1000) }))
  const tryIt = useDeed({ options: orpc.preparations.try.mutationOptions(), after: (made) => setTrialId(made.id) })
  const many = (count: number) => ({ count, clips: format.number(count) })
  const tellUndoable = useUndoable()
  const start = useDeed({ options: orpc.preparations.start.mutationOptions(), after: ({ changed, deed }) => { onClose(); tellUndoable(t('started', many(changed)), deed) } })
  const change = (next: Recipe) => {
    setRecipe(next)
    // What was tried was tried otherwise.
    setTrialId(null)
  }
  const clips = reach.data?.clips ?? 0
  const busy = trialId !== null && trial.data?.state !== 'done'
  const error = tryIt.error ?? start.error ?? reach.error ?? trial.error
  return (
    <Stack gap={16} p="0 12px 12px">
      <div className={classes.sides}>
        <div className={classes.side}>
          {clip.data && (clip.data.clip.assetType === 'video' ? <RangePicker clip={clip.data.clip} recipe={recipe} onChange={change} /> : <img className={classes.picture} src={host.previewUrl(clip.data.clip.id)} alt={clip.data.clip.name} />)}
        </div>
        <div className={classes.side}>
          {videos && images && <h3 className={classes.kind}>{t('videos')}</h3>}
          {videos && <RecipeFields recipe={recipe} onChange={change} />}
          {videos && images && <h3 className={classes.kind}>{t('image.title')}</h3>}
          {images && <ImageFields recipe={recipe} onChange={change} />}
          {reach.data && clips === 0 && recipe === suggested.recipe && clip.data && (clip.data.clip.state === 'held' ? <p className={classes.note} role="note">{t('nothing')}</p> : <p className={classes.sentence} role="note">{t('nothingBroken')}</p>)}
          {reach.data && (
            <p className={classes.quiet} role="status">
              {[t('reach.clips', many(clips)), reach.data.asTheyAre > 0 ? t('reach.asTheyAre', many(reach.data.asTheyAre)) : '', reach.data.others > 0 ? t('reach.others', many(reach.data.others)) : ''].filter(Boolean).join(' ')}
            </p>
          )}
          <p className={classes.quiet}>{t('untouched')}</p>
          <FfmpegMissing />
        </div>
      </div>
      {trialId !== null && trial.data && <TrialPanel trial={trial.data} />}
      {error ? <ProblemNote error={error} /> : null}
      <Group justify="flex-end" gap={8} className={classes.foot}>
        <Button size="md" onClick={onClose}>{t('common:action.cancel')}</Button>
        <Button size="md" disabled={clips === 0 || wrong} loading={tryIt.isPending || busy} onClick={() => tryIt.mutate({ selection, recipe })}>{t('try', { count: Math.min(3, clips) })}</Button>
        <Button size="md" variant="filled" disabled={clips === 0 || wrong} loading={start.isPending} onClick={() => start.mutate({ selection, recipe })}>{t('start', many(clips))}</Button>
      </Group>
    </Stack>
  )
}
