import { useTranslation } from 'react-i18next'
import type { Group } from '../../../contract/models/group.ts'
import { orpc } from '../../bridge/client.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useDeed } from '../clips/use-deed.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import classes from './person.module.css'

/** Says that a person's submissions stopped by themselves, why, and how they go on. */
export function StopBanner({ group }: { group: Group }) {
  const { t } = useTranslation('person')
  const inWords = useCoreWords()
  const format = useFormat()
  const resume = useDeed({ options: orpc.groups.resume.mutationOptions(), told: () => t('told.resumed', { name: group.name }) })
  if (!group.stop) return null
  const { kind, failed, of, message } = group.stop
  return (
    <div className={classes.banner}>
      <ErrorNote
        tone="you" happened={t(`stop.${kind}`, { failed: format.number(failed), of: format.number(of) })}
        kept={[message && inWords(message), t(`stop.${kind}Kept`)].filter(Boolean).join(t('common:sentenceGap'))}
        action={{ label: t('stop.resume'), onClick: () => resume.mutate({ id: group.id }), pending: resume.isPending }}
      />
      {resume.error && <ProblemNote error={resume.error} />}
    </div>
  )
}
