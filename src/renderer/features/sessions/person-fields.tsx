import { TextInput, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'

export interface PersonFieldsValue {
  name: string
  projectName: string
  consentNote: string
}

/** What is kept of a person: name, project, consent note. */
export function PersonFields({ value, nameError, onChange }: { value: PersonFieldsValue; nameError: boolean; onChange: (value: PersonFieldsValue) => void }) {
  const { t } = useTranslation('sessions')
  return (
    <>
      <TextInput
        data-autofocus required withAsterisk={false} label={t('field.name')} description={t('field.nameHelp')} maxLength={200}
        error={nameError ? t('field.nameMissing') : undefined} value={value.name} onChange={(event) => onChange({ ...value, name: event.currentTarget.value })} autoComplete="off"
      />
      <TextInput label={t('field.project')} description={t('field.projectHelp')} maxLength={200} value={value.projectName} onChange={(event) => onChange({ ...value, projectName: event.currentTarget.value })} spellCheck={false} />
      <Textarea label={t('field.consent')} description={t('field.consentHelp')} maxLength={10_000} autosize minRows={2} maxRows={6} value={value.consentNote} onChange={(event) => onChange({ ...value, consentNote: event.currentTarget.value })} />
    </>
  )
}
