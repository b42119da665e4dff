import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { FieldRow } from '../../components/field-row.tsx'
import { Panel } from '../../components/panel.tsx'
import type { LanguageChoice } from '../../i18n/language.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { useAppearance, type Appearance } from '../../theme/use-appearance.ts'

/** Theme and language; both change at once. */
export function AppearanceSection() {
  const { t } = useTranslation('settings')
  const { appearance, setAppearance } = useAppearance()
  const { choice, choose } = useLanguage()
  return (
    <Panel>
      <FieldRow label={t('appearance.theme')} help={t('appearance.themeHelp')}>
        {({ labelledBy }) => (
          <SegmentedControl<Appearance>
            aria-labelledby={labelledBy} value={appearance} onChange={setAppearance}
            data={[{ value: 'auto', label: t('appearance.auto') }, { value: 'light', label: t('appearance.light') }, { value: 'dark', label: t('appearance.dark') }]}
          />
        )}
      </FieldRow>
      <FieldRow label={t('appearance.language')} help={t('appearance.languageHelp')}>
        {({ labelledBy }) => (
          <SegmentedControl<LanguageChoice>
            aria-labelledby={labelledBy} value={choice} onChange={choose}
            data={[{ value: 'system', label: t('appearance.systemLanguage') }, { value: 'en', label: t('appearance.english') }, { value: 'zh-CN', label: t('appearance.chinese') }]}
          />
        )}
      </FieldRow>
    </Panel>
  )
}
