import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Cue } from '../../contract/models/overview.ts'
import { useFormat } from '../i18n/use-format.ts'
import { waitingIn } from './cue-sentence.ts'
import classes from './frame.module.css'
import { places } from './places.ts'

/** Why the account stopped, and the one button that helps. Nothing while it has not stopped. */
export function StoppedBar({ cue, onResume }: { cue: Cue | undefined; onResume: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [, navigate] = useLocation()
  if (!cue || cue.account.state !== 'stopped' || !cue.account.stop) return null
  const { stop, name } = cue.account
  return (
    <div className={classes.stopped} role="alert">
      <IconAlertTriangle size={18} aria-hidden />
      <span>{t(`common:stopped.${stop}`, { name, number: format.number(waitingIn(cue)) })}</span>
      {stop === 'no-balance'
        ? <Button onClick={onResume}>{t('common:stopped.resume')}</Button>
        : <Button data-shows onClick={() => navigate(places.settings('accounts'))}>{t('common:stopped.settings')}</Button>}
    </div>
  )
}
