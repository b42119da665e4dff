import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { waitingWords } from '../../../contract/waiting-words.ts'
import { orpc } from '../../bridge/client.ts'
import { Panel } from '../../components/panel.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { useNow } from '../../i18n/use-now.ts'
import classes from './overview.module.css'

/** Times move on by themselves, without anything being written. */
const lookEveryMs = 5_000

/** Everything that is waited for, and until when; nothing where nothing is. */
export function WaitingList() {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const { language } = useLanguage()
  const now = useNow(1_000)
  const waiting = useQuery({ ...orpc.cue.waiting.queryOptions({ input: {} }), refetchInterval: lookEveryMs })
  if (!waiting.data || waiting.data.length === 0) return null
  const formats = { number: format.number, moment: (at: number) => format.when(at, now), duration: format.duration }
  return (
    <Panel title={t('waits.title')} flush>
      <ul className={classes.waits}>{waiting.data.map((each, n) => <li key={`${each.for} ${each.subject} ${n}`}>{waitingWords(each, now, language, formats)}</li>)}</ul>
    </Panel>
  )
}
