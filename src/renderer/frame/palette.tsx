import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { IconBrightness, IconLanguage, IconMoon, IconPlayerPause, IconPlayerPlay, IconSearch, IconStethoscope, IconSun } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useLanguage } from '../i18n/use-language.ts'
import { useAppearance } from '../theme/use-appearance.ts'
import { useAllCommands, type Command } from './commands.ts'
import { navItems } from './nav.tsx'
import { places } from './places.ts'
import classes from './palette.module.css'

function matches(command: Command, text: string): boolean {
  const sought = text.trim().toLowerCase()
  return sought === '' || [command.words, ...(command.keywords ?? [])].some((words) => words.toLowerCase().includes(sought))
}

/** Every screen and every deed by its name, and a search through the clips. */
export function Palette({ paused, viewing, onPause, onResume }: { paused: boolean; /** Deeds are not offered. */ viewing: boolean; onPause: () => void; onResume: () => void }) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const { language, choose } = useLanguage()
  const { setAppearance } = useAppearance()
  const offered = useAllCommands()
  const [text, setText] = useState('')

  const go: Command[] = navItems.map(({ key, icon, href }) => ({ id: key, icon, words: t(`common:nav.${key}`), keywords: [key], run: () => navigate(href) }))
  const deeds: Command[] = [
    ...offered,
    ...(viewing ? [] : [paused
      ? { id: 'resume', icon: IconPlayerPlay, words: t('common:top.resumeAll'), keywords: ['resume'], run: onResume }
      : { id: 'pause', icon: IconPlayerPause, words: t('common:top.pauseAll'), keywords: ['pause'], run: onPause }]),
    ...(viewing ? [] : [{ id: 'doctor', icon: IconStethoscope, words: t('doctor:command'), keywords: ['doctor', 'diagnose', 'health'], run: () => navigate(places.settings('doctor')) }]),
    { id: 'light', icon: IconSun, words: t('common:palette.lightAppearance'), keywords: ['light'], run: () => setAppearance('light') },
    { id: 'dark', icon: IconMoon, words: t('common:palette.darkAppearance'), keywords: ['dark'], run: () => setAppearance('dark') },
    { id: 'system', icon: IconBrightness, words: t('common:palette.systemAppearance'), keywords: ['system'], run: () => setAppearance('auto') },
    { id: 'language', icon: IconLanguage, words: t('common:palette.otherLanguage'), keywords: ['language', 'english', '中文'], run: () => choose(language === 'en' ? 'zh-CN' : 'en') },
  ]
  const sought = text.trim()
  const search: Command[] = sought === '' ? [] : [{ id: 'search', icon: IconSearch, words: t('common:palette.searchClips', { text: sought }), run: () => navigate(places.clips({ search: sought })) }]
  const group = (name: string, commands: Command[]): SpotlightActionGroupData => ({
    group: name,
    actions: commands.map(({ id, words, icon: Glyph, run }) => ({ id, label: words, leftSection: Glyph ? <Glyph size={18} stroke={1.75} aria-hidden /> : undefined, onClick: run })),
  })
  const groups = [
    group(t('common:palette.go'), go.filter((command) => matches(command, text))),
    group(t('common:palette.do'), [...search, ...deeds.filter((command) => matches(command, text))]),
  ].filter(({ actions }) => actions.length > 0)

  return (
    <Spotlight
      actions={groups}
      query={text}
      onQueryChange={setText}
      filter={(_query, actions) => actions}
      nothingFound={t('common:palette.nothing')}
      shortcut="mod + K"
      scrollable
      maxHeight={440}
      radius="lg"
      overlayProps={{ color: '#000', backgroundOpacity: 0.4 }}
      transitionProps={{ duration: 120, transition: 'fade' }}
      searchProps={{ placeholder: t('common:palette.placeholder'), 'aria-label': t('common:palette.placeholder'), leftSection: <IconSearch size={18} aria-hidden /> }}
      classNames={{ content: classes.content, search: classes.search, action: classes.action, actionsGroup: classes.group, actionLabel: classes.label, actionSection: classes.section }}
    />
  )
}
