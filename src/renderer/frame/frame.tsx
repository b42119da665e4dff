import { Button } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { IconEye, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import type { Cue } from '../../contract/models/overview.ts'
import type { ConnectionState } from '../bridge/connection.ts'
import { drawerHostId } from '../components/drawer.tsx'
import { KeyHint } from '../components/key-hint.tsx'
import { CueLine } from './cue-line.tsx'
import classes from './frame.module.css'
import { Nav } from './nav.tsx'
import { Palette } from './palette.tsx'
import { places } from './places.ts'
import { StoppedBar } from './stopped-bar.tsx'
import { TurnedAwayBar } from './turned-away-bar.tsx'

export interface FrameProps {
  cue: Cue | undefined
  connection: ConnectionState
  /** How many matters need a person. */
  needYou: number
  sandbox: boolean
  /** Whoever looks may change nothing: their name; null: they may. */
  viewing: string | null
  /** While a pause or a resumption is on its way. */
  switching: boolean
  onPause: () => void
  onResume: () => void
  children: ReactNode
}

/** What is around every screen: the top bar with the cue line, the navigation, and the place for drawers. */
export function Frame({ cue, connection, needYou, sandbox, viewing, switching, onPause, onResume, children }: FrameProps) {
  const { t } = useTranslation()
  const [location] = useLocation()
  const main = useRef<HTMLElement>(null)
  const paused = cue?.account.state === 'paused'
  useEffect(() => {
    main.current?.scrollTo(0, 0)
  }, [location])
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main" onClick={(event) => {
        event.preventDefault()
        main.current?.focus()
      }}>{t('common:nav.skip')}</a>
      {sandbox && <div className={classes.sandbox} aria-hidden />}
      <header className={classes.top}>
        <Link href={places.overview()} className={classes.mark}>
          <span className={classes.ring} aria-hidden />
          {t('common:app')}
          {sandbox && <span className={classes.sandboxWord}>{t('common:top.sandbox')}</span>}
        </Link>
        <div className={classes.cue}><CueLine cue={cue} connection={connection} /></div>
        <button type="button" className={classes.search} onClick={() => spotlight.open()} aria-keyshortcuts="Control+K Meta+K">
          <IconSearch size={16} aria-hidden />
          <span>{t('common:top.search')}</span>
          <KeyHint keys={['mod', 'K']} />
        </button>
        {viewing !== null ? <span className={classes.viewing} title={t('common:top.viewingWhy')}><IconEye size={16} aria-hidden />{t('common:top.viewing', { name: viewing })}</span> : <Button
          onClick={paused ? onResume : onPause}
          disabled={!cue || cue.account.state === 'stopped'}
          loading={switching}
          leftSection={paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
        >
          {paused ? t('common:top.resume') : t('common:top.pause')}
        </Button>}
      </header>
      <TurnedAwayBar connection={connection} />
      <StoppedBar cue={cue} onResume={onResume} />
      <div className={classes.body}>
        <Nav needYou={needYou} />
        <main ref={main} id="main" className={classes.main} tabIndex={-1}>{children}</main>
        <div id={drawerHostId} className={classes.drawers} />
      </div>
      <Palette paused={paused} viewing={viewing !== null} onPause={onPause} onResume={onResume} />
    </div>
  )
}
