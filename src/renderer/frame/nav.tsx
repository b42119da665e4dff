import { Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconFolder, IconHistory, IconLayoutDashboard, IconMovie, IconSettings, IconUserExclamation, IconUsers, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { useFormat } from '../i18n/use-format.ts'
import classes from './frame.module.css'
import { places } from './places.ts'

export interface NavItem {
  key: 'overview' | 'needsYou' | 'people' | 'clips' | 'folders' | 'activity' | 'settings'
  icon: Icon
  href: string
}

/** The screens in the order of the navigation; settings stand at the foot. */
export const navItems: readonly NavItem[] = [
  { key: 'overview', icon: IconLayoutDashboard, href: places.overview() },
  { key: 'needsYou', icon: IconUserExclamation, href: places.needsYou() },
  { key: 'people', icon: IconUsers, href: places.people() },
  { key: 'clips', icon: IconMovie, href: places.clips() },
  { key: 'folders', icon: IconFolder, href: places.folders() },
  { key: 'activity', icon: IconHistory, href: places.activity() },
  { key: 'settings', icon: IconSettings, href: places.settings() },
]

function isHere(href: string, location: string): boolean {
  return href === '/' ? location === '/' : location === href || location.startsWith(`${href}/`)
}

/** The way to every screen; a rail of icons with tooltips on a narrow window. */
export function Nav({ needYou }: { needYou: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [location] = useLocation()
  const rail = useMediaQuery('(max-width: 1099px)')
  return (
    <nav className={classes.nav} aria-label={t('common:nav.label')}>
      {navItems.map(({ key, icon: Glyph, href }) => {
        const word = t(`common:nav.${key}`)
        const counted = key === 'needsYou' && needYou > 0
        const item = (
          <Link
            href={href}
            className={classes.item}
            aria-current={isHere(href, location) ? 'page' : undefined}
          >
            <Glyph size={20} stroke={1.75} aria-hidden />
            <span className={classes.itemWord}>{word}</span>
            {counted && <span className={classes.badge}>{format.number(needYou)}</span>}
          </Link>
        )
        return (
          <div key={key} style={key === 'settings' ? { marginTop: 'auto' } : undefined}>
            <Tooltip label={word} position="right" disabled={!rail}>{item}</Tooltip>
          </div>
        )
      })}
    </nav>
  )
}
