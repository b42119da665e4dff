import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/empty-state.tsx'
import type { PersonDialog } from './use-person-dialogs.tsx'

/** *Verify a person* and *Use an existing group*. `first`: the way to begin comes first, else it is last as in every header. */
export function PersonButtons({ onOpen, first = false }: { onOpen: (which: PersonDialog) => void; first?: boolean }) {
  const { t } = useTranslation('people')
  const verify = <Button key="verify" variant="filled" onClick={() => onOpen('verify')}>{t('verify')}</Button>
  const existing = <Button key="existing" onClick={() => onOpen('existing')}>{t('existing')}</Button>
  return <>{first ? [verify, existing] : [existing, verify]}</>
}

/** Nobody here yet, and how to begin. */
export function NobodyYet({ onOpen }: { onOpen: (which: PersonDialog) => void }) {
  const { t } = useTranslation('people')
  return <EmptyState sentence={t('empty')} action={<Group gap={8} justify="center"><PersonButtons onOpen={onOpen} first /></Group>} />
}
