import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { useCounted } from './use-counted.ts'
import { useDeed } from './use-deed.ts'

/** Long enough to see that these were the wrong clips. */
const shownForMs = 20_000

/** Says that something was done, with a button that undoes it for exactly the clips it reached. */
export function useUndoable(): (words: string, deed: number | null) => void {
  const { t } = useTranslation('clips')
  const counted = useCounted()
  const undo = useDeed({ options: orpc.clips.undo.mutationOptions(), told: ({ changed }) => t('undo.done', counted(changed)) })
  return (words, deed) => {
    const id = notifications.show({
      autoClose: shownForMs,
      closeButtonProps: { 'aria-label': t('common:action.close') },
      message: (
        <Group justify="space-between" wrap="nowrap">
          <span>{words}</span>
          {deed !== null && <Button onClick={() => { notifications.hide(id); undo.mutate({ deed }) }}>{t('undo.do')}</Button>}
        </Group>
      ),
    })
  }
}
