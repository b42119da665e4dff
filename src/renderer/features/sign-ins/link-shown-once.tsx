import { Button, Group, Select, Stack } from '@mantine/core'
import { QRCodeSVG } from 'qrcode.react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignIn } from '../../../contract/models/sign-in.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Mono } from '../../components/mono.tsx'
import classes from './sign-ins.module.css'

export interface LinkShownOnceProps {
  signIn: SignIn
  token: string
  /** The addresses Greenroom says it answers at. */
  servedAt: readonly string[]
  onClose: () => void
}

function isOfThisMachine(origin: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(URL.parse(origin)?.hostname ?? '')
}

/** Those of other machines first: a colleague sits at one. */
function originsOf(servedAt: readonly string[]): string[] {
  const all = [...new Set([window.location.origin, ...servedAt])]
  return [...all.filter((origin) => !isOfThisMachine(origin)), ...all.filter(isOfThisMachine)]
}

/** The link and its QR code; nobody can show them again. */
export function LinkShownOnce({ signIn, token, servedAt, onClose }: LinkShownOnceProps) {
  const { t } = useTranslation('sign-ins')
  const origins = originsOf(servedAt)
  const [origin, setOrigin] = useState(origins[0] ?? window.location.origin)
  const link = `${origin}/?token=${token}`
  return (
    <Stack gap={16} p="0 12px 12px">
      <p className={classes.intro}>{t('linkWords', { name: signIn.name })}</p>
      <div className={classes.link}>
        {/* Ink on white in both themes: many phones read no inverted code. */}
        <div className={classes.code}><QRCodeSVG value={link} size={168} marginSize={0} level="M" bgColor="#FFFFFF" fgColor="#161A18" title={t('qr', { name: signIn.name })} role="img" /></div>
        <Stack gap={12} style={{ flex: '1 1 220px', minWidth: 0 }}>
          {origins.length > 1 && <Select allowDeselect={false} label={t('address')} value={origin} data={origins} onChange={(value) => value !== null && setOrigin(value)} />}
          <div className={classes.url}><Mono>{link}</Mono></div>
          <div><CopyButton value={link} what={t('copy')} label={t('copy')} /></div>
        </Stack>
      </div>
      {isOfThisMachine(origin) && <ErrorNote tone="you" happened={t('onlyHere')} kept={t('onlyHereWhat')} />}
      <Group justify="flex-end"><Button size="md" variant="filled" onClick={onClose}>{t('done')}</Button></Group>
    </Stack>
  )
}
