import { Button, Group } from '@mantine/core'
import { QRCodeSVG } from 'qrcode.react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ValidationSession } from '../../../contract/models/group.ts'
import { host } from '../../bridge/host.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Countdown } from '../../components/times.tsx'
import { useNow } from '../../i18n/use-now.ts'
import classes from './sessions.module.css'

export interface SessionOpenProps {
  session: ValidationSession
  asking: boolean
  onFinished: () => void
  renewal: (recommended: boolean) => ReactNode
}

/** A link no phone can follow: the sandbox gives such. */
function isOfThisMachine(link: string): boolean {
  return URL.canParse(link) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(link).hostname)
}

/** The QR code for the person's phone, the time left, and the word that they have finished. */
export function SessionOpen({ session, asking, onFinished, renewal }: SessionOpenProps) {
  const { t } = useTranslation('sessions')
  const now = useNow(1000)
  const { name, h5Link, expiresAt } = session
  const over = expiresAt !== null && expiresAt <= now
  return (
    <>
      <div className={classes.open}>
        {h5Link && (
          // Ink on white in both themes: many phones read no inverted code.
          <div className={classes.code} data-over={over}>
            <QRCodeSVG value={h5Link} size={208} marginSize={0} level="M" bgColor="#FFFFFF" fgColor="#161A18" title={t('view.qr', { name })} role="img" />
          </div>
        )}
        <div className={classes.side}>
          <p>{t('view.scan', { name })}</p>
          {expiresAt === null ? <p className={classes.quiet}>{t('view.noExpiry')}</p> : (
            <p>
              <span className={classes.quiet}>{t('view.left')}</span>
              <span className={classes.clock}><Countdown until={expiresAt} /></span>
            </p>
          )}
          {h5Link && <CopyButton value={h5Link} what={t('view.copy')} label={t('view.copy')} />}
          {h5Link && isOfThisMachine(h5Link) && (
            <>
              <p className={classes.quiet}>{t('view.sandbox', { name })}</p>
              <Button onClick={() => host.openExternal(h5Link)}>{t('view.openHere')}</Button>
            </>
          )}
        </div>
      </div>
      {over && <ErrorNote tone="you" happened={t('view.over', { name })} />}
      <p className={classes.quiet}>{t(session.listens ? 'view.listens' : 'view.onlyThen')}</p>
      <Group justify="flex-end" gap={8}>
        {over ? renewal(false) : null}
        <Button size="md" variant={session.listens ? 'default' : 'filled'} loading={asking} onClick={onFinished}>{t('view.finished')}</Button>
      </Group>
    </>
  )
}
