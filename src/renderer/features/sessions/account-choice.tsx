import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../contract/models/account.ts'

/** Which account a person belongs to; nothing to choose while there is one. */
export function AccountChoice({ accounts, value, onChange }: { accounts: readonly Account[]; value: number | undefined; onChange: (id: number) => void }) {
  const { t } = useTranslation('sessions')
  if (accounts.length < 2) return null
  return (
    <Select
      label={t('field.account')} data={accounts.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={String(value ?? accounts[0]?.id ?? '')} onChange={(id) => id !== null && onChange(Number(id))}
    />
  )
}
