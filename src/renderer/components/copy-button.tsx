import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/**
 * Copies a text. With `label` a button, without one a small icon named by `what`, e.g. "group id".
 * `value` may be made when it is asked for.
 */
export function CopyButton({ value, what, label }: { value: string | (() => Promise<string>); what: string; label?: string }) {
  const { t } = useTranslation()
  const clipboard = useClipboard({ timeout: 2000 })
  const name = clipboard.copied ? t('common:copy.done') : t('common:copy.what', { what })
  const copy = () => {
    if (typeof value === 'string') clipboard.copy(value)
    else void value().then((text) => clipboard.copy(text))
  }
  const Glyph = clipboard.copied ? IconCheck : IconCopy
  if (label) return <Button data-shows leftSection={<Glyph size={16} aria-hidden />} onClick={copy}>{clipboard.copied ? t('common:copy.done') : label}</Button>
  return (
    <Tooltip label={name}>
      <ActionIcon data-shows aria-label={name} size={24} style={{ verticalAlign: 'middle' }} onClick={copy}><Glyph size={16} aria-hidden /></ActionIcon>
    </Tooltip>
  )
}
