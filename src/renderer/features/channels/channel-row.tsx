import { Button, Switch } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../contract/models/channel.ts'
import { orpc } from '../../bridge/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { TimeAgo } from '../../components/times.tsx'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import { useDeed } from '../needs-you/use-deed.ts'
import { ChannelDialog } from './channel-dialog.tsx'
import classes from './channels.module.css'

/** One channel: what it hears of, whether it took its last message, and what can be done with it. */
export function ChannelRow({ channel }: { channel: Channel }) {
  const { t } = useTranslation('channels')
  const inWords = useCoreWords()
  const [asking, setAsking] = useState<'edit' | 'remove' | null>(null)
  const trial = useDeed({ options: orpc.channels.test.mutationOptions(), touches: [] })
  const turn = useDeed({ options: orpc.channels.change.mutationOptions() })
  const remove = useDeed({ options: orpc.channels.remove.mutationOptions(), told: () => t('removed', { name: channel.name }), after: () => setAsking(null) })
  const hears = channel.kind === 'heartbeat' ? t('everyMinutes', { count: channel.everyMinutes }) : channel.wants.map((topic) => t(`topic.${topic}`)).join(' · ') || t('nothing')
  return (
    <article className={classes.channel} aria-label={channel.name}>
      <div className={classes.head}>
        <Switch aria-label={t('tell', { name: channel.name })} checked={channel.enabled} disabled={turn.isPending} onChange={(event) => turn.mutate({ id: channel.id, settings: { ...channel, enabled: event.currentTarget.checked } })} />
        <div className={classes.words}>
          <strong>{channel.name}</strong> <span className={classes.quiet} translate="no">{t(`kind.${channel.kind}`)} · {channel.target}</span>
          <div className={classes.quiet}>{hears}{channel.toldAt !== null && <> · {t('told')} <TimeAgo at={channel.toldAt} /></>}</div>
        </div>
        <Button loading={trial.isPending} onClick={() => trial.mutate({ id: channel.id })}>{t('test')}</Button>
        <Button onClick={() => setAsking('edit')}>{t('edit')}</Button>
        <Button onClick={() => setAsking('remove')}>{t('remove')}</Button>
      </div>
      {channel.trouble !== null && <ErrorNote tone="you" happened={t(channel.retryAt === null ? 'troublePartly' : 'trouble')} kept={inWords(channel.trouble)} />}
      {trial.data && (trial.data.ok ? <p role="status" className={classes.quiet}>{t('trialOk', { target: channel.target })}</p> : <ErrorNote tone="you" happened={t('trialBad')} kept={[trial.data.message, trial.data.advice ?? ''].map(inWords).filter(Boolean).join(' ')} />)}
      {(trial.error ?? turn.error) && <ProblemNote error={trial.error ?? turn.error} />}
      {asking === 'edit' && <ChannelDialog channel={channel} onClose={() => setAsking(null)} />}
      <ConfirmDialog opened={asking === 'remove'} destructive title={t('removeTitle', { name: channel.name })} confirm={t('remove')} pending={remove.isPending} error={remove.error} onConfirm={() => remove.mutate({ id: channel.id })} onClose={() => setAsking(null)}>
        {t('removeWords')}
      </ConfirmDialog>
    </article>
  )
}
