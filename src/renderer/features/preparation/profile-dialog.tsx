import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PreparationProfile, Recipe } from '../../../contract/models/preparation.ts'
import { orpc } from '../../bridge/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../clips/use-deed.ts'
import { ImageFields } from './image-fields.tsx'
import { RangeFields } from './range-fields.tsx'
import { RecipeFields } from './recipe-fields.tsx'
import classes from './preparation.module.css'

const plain: Recipe = { fromMs: 0, toMs: null, cut: 'exact', codec: 'keep', box: null, enlarge: false, fps: null, audio: 'keep', mostBytes: null, mp4: false, image: null }

/** A profile that watched folders can be given; new, or changed. */
export function ProfileDialog({ profile, onClose }: { profile: PreparationProfile | null; onClose: () => void }) {
  const { t } = useTranslation('preparation')
  const [name, setName] = useState(profile?.name ?? '')
  const [recipe, setRecipe] = useState(profile?.recipe ?? plain)
  const save = useDeed({ options: orpc.preparations.saveProfile.mutationOptions(), told: (saved) => t('profile.saved', { name: saved.name }), after: onClose })
  return (
    <Dialog onClose={onClose} title={t(profile ? 'profile.change' : 'profile.new')} size={600}>
      <form onSubmit={(event) => { event.preventDefault(); save.mutate({ id: profile?.id, name, recipe }) }}>
        <Stack gap={16} p="0 12px 12px">
          <TextInput required withAsterisk={false} data-autofocus label={t('profile.name')} value={name} maxLength={80} onChange={(event) => setName(event.currentTarget.value)} />
          <h3 className={classes.kind}>{t('videos')}</h3>
          <RangeFields recipe={recipe} onChange={setRecipe} />
          <RecipeFields recipe={recipe} onChange={setRecipe} />
          <h3 className={classes.kind}>{t('image.title')}</h3>
          <ImageFields recipe={recipe} onChange={setRecipe} />
          {save.error && <ProblemNote error={save.error} />}
          <Group justify="flex-end" gap={8} className={classes.foot}>
            <Button size="md" onClick={onClose}>{t('common:action.cancel')}</Button>
            <Button size="md" type="submit" variant="filled" loading={save.isPending} disabled={name.trim() === '' || (recipe.toMs !== null && recipe.toMs <= recipe.fromMs)}>{t('profile.keep')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
