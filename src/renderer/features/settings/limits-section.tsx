import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account, MediaLimits } from '../../../contract/models/account.ts'
import { relaxedLimits, strictLimits } from '../../../contract/models/vendor-limits.ts'
import { orpc } from '../../bridge/client.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { Panel } from '../../components/panel.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useDeed } from '../needs-you/use-deed.ts'
import { imageRows, rangesHold, videoRows } from './limit-rows.ts'
import { LimitsTable } from './limits-table.tsx'
import { SaveFoot } from './save-foot.tsx'
import classes from './settings.module.css'
import { useDraft } from './use-draft.ts'

interface Both { limits: MediaLimits; narrowerLimits: MediaLimits }

/** The limits clips are held to, beside the narrower ones that only warn; both are the account's own. */
export function LimitsSection({ account }: { account: Account }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const { draft, change, dirty, undo } = useDraft<Both>({ limits: account.limits, narrowerLimits: account.narrowerLimits })
  const [wrong, setWrong] = useState(false)
  const many = (count: number) => ({ count, clips: format.number(count) })
  const save = useDeed({
    options: orpc.limits.change.mutationOptions(), after: undo,
    told: ({ rechecked, held }) => [rechecked > 0 ? t('limits.rechecked', many(rechecked)) : '', held > 0 ? t('limits.heldNow', many(held)) : ''].filter(Boolean).join(' ') || null,
  })
  function submit() {
    const holds = rangesHold(draft.limits) && rangesHold(draft.narrowerLimits)
    setWrong(!holds)
    if (holds) save.mutate({ accountId: account.id, ...draft })
  }
  const set = (of: keyof Both, kind: keyof MediaLimits) => (part: Partial<MediaLimits[typeof kind]>) => change({ [of]: { ...draft[of], [kind]: { ...draft[of][kind], ...part } } })
  return (
    <form className={classes.form} onSubmit={(event) => { event.preventDefault(); submit() }}>
      <p className={classes.intro}>{t('limits.intro')}</p>
      <Panel title={t('limits.video')}><LimitsTable rows={videoRows} value={draft.limits.video} narrower={draft.narrowerLimits.video} onChange={set('limits', 'video')} onNarrower={set('narrowerLimits', 'video')} /></Panel>
      <Panel title={t('limits.image')}><LimitsTable rows={imageRows} value={draft.limits.image} narrower={draft.narrowerLimits.image} onChange={set('limits', 'image')} onNarrower={set('narrowerLimits', 'image')} /></Panel>
      <p className={classes.intro}>{t('limits.strictNote')}</p>
      {wrong && <ErrorNote tone="you" happened={t('limits.wrong')} />}
      <SaveFoot dirty={dirty} saved={save.isSuccess} pending={save.isPending} error={save.error} onUndo={undo} />
      <div><Button onClick={() => change({ limits: relaxedLimits, narrowerLimits: strictLimits })}>{t('limits.reset')}</Button></div>
    </form>
  )
}
