import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../contract/models/account.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Mono } from '../../components/mono.tsx'
import { Panel } from '../../components/panel.tsx'
import { RadioCards } from '../../components/radio-card.tsx'
import { ConnectForm } from './connect-form.tsx'
import classes from './first-run.module.css'

const command = 'npm run -s greenroom -- serve --sandbox --open'

/** Sandbox or account. A sandbox has data of its own, so it is another start of the program, never a switch. */
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
          { value: 'connect', title: t('begin.connect'), help: t('begin.connectHelp'), disabled: sandbox },
        ]}
      />
      {choice === 'sandbox' && (
        <Panel>
          {sandbox
            ? <p className={classes.text}>{t('begin.sandboxHere')}</p>
            : (
              <>
                <p className={classes.text}>{t('begin.sandboxHow')}</p>
                <p className={classes.command}><Mono>{command}</Mono><CopyButton value={command} what={t('begin.command')} /></p>
              </>
              )}
        </Panel>
      )}
      {choice === 'connect' && <Panel><ConnectForm account={account} /></Panel>}
    </>
  )
}
