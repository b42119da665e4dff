import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../contract/models/account.ts'
import { Panel } from '../../components/panel.tsx'
import { RadioCards } from '../../components/radio-card.tsx'
import { ConnectForm } from './connect-form.tsx'
import { GoOver } from './go-over.tsx'
import classes from './first-run.module.css'

/** Sandbox or account. The sandbox has data of its own, so going over loads the screens anew. */
export function BeginStep({ account, sandbox }: { account: Account | undefined; sandbox: boolean }) {
  const { t } = useTranslation('first-run')
  const [choice, setChoice] = useState<'sandbox' | 'connect' | null>(sandbox ? 'sandbox' : null)
  return (
    <>
      <h2 className={classes.question}>{t('begin.title')}</h2>
      <RadioCards
        label={t('begin.title')} side value={choice} onChange={setChoice}
        options={[
          { value: 'sandbox', title: t('begin.sandbox'), help: t('begin.sandboxHelp') },
          { value: 'connect', title: t('begin.connect'), help: t('begin.connectHelp'), },
        ]}
      />
      {choice === 'sandbox' && (
        <Panel>
          {sandbox
            ? <p className={classes.text}>{t('begin.sandboxHere')}</p>
            : <GoOver to="sandbox" />}
        </Panel>
      )}
      {choice === 'connect' && <Panel>{sandbox ? <GoOver to="account" /> : <ConnectForm account={account} />}</Panel>}
    </>
  )
}
