import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatsOf, type Formats } from './format.ts'

/** The formats of the language in use; changes with it. */
export function useFormat(): Formats {
  const { i18n } = useTranslation()
  return useMemo(() => formatsOf(i18n.language), [i18n.language])
}
