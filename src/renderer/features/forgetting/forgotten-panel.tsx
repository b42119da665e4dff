import { Button } from '@mantine/core'
import { IconHourglassLow, IconUserMinus } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Forgetting } from '../../../contract/models/forgetting.ts'
import { client, orpc } from '../../bridge/client.ts'
import { host } from '../../bridge/host.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { TimeAgo } from '../../components/times.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import { useDeed } from '../clips/use-deed.ts'
import classes from './forgetting.module.css'

/** People that are being forgotten, and those of whom something is still at the service. */
export function ForgottenPanel() {
  const { t } = useTranslation('forgetting')
  const { data } = useQuery(orpc.forgettings.list.queryOptions())
  const rows = data?.filter((each) => each.state !== 'done' || Object.keys(each.remains).length > 0) ?? []
  return rows.length === 0 ? null : <Panel title={t('panel')}>{rows.map((each) => <ForgottenRow key={each.id} forgetting={each} />)}</Panel>
}

function ForgottenRow({ forgetting }: { forgetting: Forgetting }) {
  const { t } = useTranslation('forgetting')
  const format = useFormat()
  const now = useNow(15_000)
  const [asking, setAsking] = useState(false)
  const { id, name, state, waitsFor, retryAt, erased, remains, actor, askedAt, doneAt } = forgetting
  const settle = useDeed({ options: orpc.forgettings.settle.mutationOptions(), after: () => setAsking(false) })
  const save = useMutation({
    mutationFn: async () => host.saveText(`greenroom-forgotten-${id}.csv`, ['kind,what', ...(await client.forgettings.remains({ id })).map(({ kind, what }) => `${kind},"${what.replaceAll('"', '""')}"`)].join('\n') + '\n', 'text/csv'),
  })
  const left = Object.values(remains).reduce((sum, n) => sum + n, 0)
  const Glyph = state === 'done' ? IconUserMinus : IconHourglassLow
  const title = name ?? t('somebody', { count: erased.clips, formatted: format.number(erased.clips) })
  return (
    <article className={classes.row} aria-label={title}>
      <Glyph size={18} aria-hidden className={classes.glyph} />
      <div className={classes.words}>
        <strong>{title}</strong>
        <div className={classes.quiet}>
          {state === 'done' ? t('left', { count: left, formatted: format.number(left) }) : t(`doing.${waitsFor ?? state}`)}
          {retryAt !== null && <> {t('again', { time: format.when(retryAt, now) })}</>}
        </div>
        <div className={classes.quiet}>{t('by', { name: actor })} <TimeAgo at={doneAt ?? askedAt} /></div>
        {(save.error ?? settle.error) && <ProblemNote error={save.error ?? settle.error} />}
      </div>
      {state === 'done' && (
        <>
          <Button data-shows loading={save.isPending} onClick={() => save.mutate()}>{t('save')}</Button>
          <Button onClick={() => setAsking(true)}>{t('settle')}</Button>
        </>
      )}
      <ConfirmDialog opened={asking} destructive title={t('settleTitle')} confirm={t('settleConfirm', { count: left, formatted: format.number(left) })} pending={settle.isPending} error={settle.error} onConfirm={() => settle.mutate({ id })} onClose={() => setAsking(false)}>{t('settleWords')}</ConfirmDialog>
    </article>
  )
}
