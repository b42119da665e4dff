import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'

/** Whose clips these are. */
export function PersonSelect({ value, onChange, error }: { value: number | null; onChange: (id: number) => void; error?: string }) {
  const { t } = useTranslation('intake')
  const groups = useQuery(orpc.groups.list.queryOptions({ input: {} }))
  const people = groups.data ?? []
  return (
    <Select
      label={t('person.label')} placeholder={t('person.choose')} searchable={people.length > 8} error={error}
      data={people.map(({ id, name, projectName }) => ({ value: String(id), label: people.some((other) => other.id !== id && other.name === name) ? `${name} (${projectName})` : name }))}
      value={value === null ? null : String(value)}
      onChange={(id) => {
        if (id !== null) onChange(Number(id))
      }}
    />
  )
}
