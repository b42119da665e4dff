import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Cause } from '../../../contract/models/overview.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { places } from '../../frame/places.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import { useCauseWords } from './use-cause-words.tsx'

/** Greenroom itself is in trouble: no button mends it, the words say what does; the doctor looks at the rest. */
export function CoreTroubleCard({ cause }: { cause: Extract<Cause, { kind: 'core-trouble' }> }) {
  const { t } = useTranslation('needs-you')
  const inWords = useCoreWords()
  const words = useCauseWords()(cause)
  return (
    <CauseCard role={words.role} icon={words.icon} title={words.title} affects={words.affects} buttons={<Button component={Link} href={places.settings('doctor')}>{t('core.doctor')}</Button>}>
      <p>{t(`core.${cause.trouble}.what`)}</p>
      <p>{inWords(cause.message)}</p>
    </CauseCard>
  )
}
