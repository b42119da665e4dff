import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account, MediaLimits } from '../../../contract/models/account.ts'
import { orpc } from '../../bridge/client.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { Panel } from '../../components/panel.tsx'
import { useDeed } from '../needs-you/use-deed.ts'
import { imageRows, videoRows, rangesHold } from './limit-rows.ts'
import { defaultLimits, narrowerLimits } from './limit-presets.ts'
import { LimitsTable } from './limits-table.tsx'
import { SaveFoot } from './save-foot.tsx'
import classes from './settings.module.css'
import { useDraft } from './use-draft.ts'

/** The limits clips are held to, beside the narrower ones that only warn. */
export function LimitsSection({ account }: { account: Account }) {
  const { t } = useTranslation('settings')
  const { draft, change, dirty, undo } = useDraft<MediaLimits>(account.limits)
  const [wrong, setWrong] = useState(false)
  const save = useDeed({ options: orpc.accounts.set.mutationOptions(), after: undo })
  function submit() {
    const holds = rangesHold(draft)
    setWrong(!holds)
    if (holds) save.mutate({ id: account.id, settings: { limits: draft } })
  }
  return (
    <form className={classes.form} onSubmit={(event) => { event.preventDefault(); submit() }}>
      <p className={classes.intro}>{t('limits.intro')}</p>
      <Panel title={t('limits.video')}><LimitsTable rows={videoRows} value={draft.video} narrower={narrowerLimits.video} onChange={(video) => change({ video: { ...draft.video, ...video } })} /></Panel>
      <Panel title={t('limits.image')}><LimitsTable rows={imageRows} value={draft.image} narrower={narrowerLimits.image} onChange={(image) => change({ image: { ...draft.image, ...image } })} /></Panel>
      <p className={classes.intro}>{t('limits.strictNote')}</p>
      {wrong && <ErrorNote tone="you" happened={t('limits.wrong')} />}
      <SaveFoot dirty={dirty} saved={save.isSuccess} pending={save.isPending} error={save.error} onUndo={undo} />
      <div><Button onClick={() => change(defaultLimits)}>{t('limits.reset')}</Button></div>
    </form>
  )
}
