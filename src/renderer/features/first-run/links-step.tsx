import { useTranslation } from 'react-i18next'
import type { Account } from '../../../contract/models/account.ts'
import { LinksForm } from '../settings/links-form.tsx'
import classes from './first-run.module.css'

/** Where the reviewer fetches clips, with a trial that passes before anything is sent. */
export function LinksStep({ account }: { account: Account }) {
  const { t } = useTranslation('first-run')
  return (
    <>
      <h2 className={classes.question}>{t('links.title')}</h2>
      <p className={classes.text}>{t('links.what')}</p>
      <LinksForm account={account} />
    </>
  )
}
