import { useTranslation } from 'react-i18next'
import type { Account } from '../../../contract/models/account.ts'
import { NetworksPanel } from '../networks/networks-panel.tsx'
import { LinksForm } from './links-form.tsx'
import { LinksLog } from './links-log.tsx'
import classes from './settings.module.css'

/** How a clip on this machine gets a link the reviewer can fetch. */
export function LinksSection({ account }: { account: Account }) {
  const { t } = useTranslation('settings')
  return (
    <>
      <p className={classes.intro}>{t('links.intro')}</p>
      <LinksForm account={account} />
      {(account.publishing.kind === 's3' || account.publishing.kind === 'links') && <NetworksPanel />}
      <LinksLog account={account} />
    </>
  )
}
