import { Button, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ErrorNote } from './error-note.tsx'
import { useFocusGivenBack } from './use-focus-given-back.ts'

/** Asks whether what was typed is to be thrown away; whoever goes on has the focus where it was. */
export function TypedNote({ onKeep, onDiscard }: { onKeep: () => void; onDiscard: () => void }) {
  const { t } = useTranslation()
  useFocusGivenBack()
  return (
    <Stack gap={8} p="0 12px 16px">
      <ErrorNote tone="you" happened={t('common:typed.lost')} />
      <Group justify="flex-end" gap={8}>
        <Button size="md" onClick={onDiscard}>{t('common:typed.discard')}</Button>
        <Button size="md" variant="filled" autoFocus onClick={onKeep}>{t('common:typed.keep')}</Button>
      </Group>
    </Stack>
  )
}
