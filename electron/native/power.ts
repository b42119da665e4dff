import { powerMonitor, powerSaveBlocker } from 'electron'
import type { Clock, Log } from '../../src/main/capabilities.ts'
import type { Preferences } from '../preferences.ts'
import { watchBattery } from './watch-battery.ts'

export interface PowerOptions {
  preferences: Preferences
  clock: Clock
  log: Log
  /** Pauses what runs. @returns the accounts it paused. */
  pause(): Promise<number[]>
  resume(accountIds: readonly number[]): Promise<void>
  /** The machine is awake again: look at once. */
  awake(): void
}

/**
 * What power means for the work: on the mains the machine is kept awake while clips are on their way; on
 * battery it may sleep, and everything pauses where a person wants that.
 */
export function followPower({ preferences, clock, log, pause, resume, awake }: PowerOptions): { working(now: boolean): void; applyPolicy(): void; stop(): void } {
  let blocker: number | null = null
  let isWorking = false
  let turn: Promise<void> = Promise.resolve()
  const ended = new AbortController()

  function keepAwake(): void {
    const wanted = isWorking && preferences.get().keepAwake && !powerMonitor.isOnBatteryPower()
    if (wanted && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
    if (!wanted && blocker !== null) {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  }

  async function settle(): Promise<void> {
    const { onBattery, pausedOnBattery } = preferences.get()
    const rests = onBattery === 'pause' && powerMonitor.isOnBatteryPower()
    if (rests && pausedOnBattery.length === 0) {
      const paused = await pause()
      preferences.change({ pausedOnBattery: paused })
      if (paused.length > 0) log.info('Everything is paused: the machine runs on battery.', { accounts: paused })
    } else if (!rests && pausedOnBattery.length > 0) {
      await resume(pausedOnBattery)
      preferences.change({ pausedOnBattery: [] })
      log.info('Everything goes on: the machine is on the mains.', { accounts: pausedOnBattery })
    }
  }

  /** One after the other: a loose plug gives both events within a second. */
  function applyPolicy(): void {
    keepAwake()
    turn = turn.then(settle).catch((error: unknown) => log.error('The pause for battery could not be changed.', { error: String(error) }))
  }

  const onSuspend = () => log.info('The machine goes to sleep.')
  const onResume = () => {
    log.info('The machine is awake again.')
    applyPolicy()
    awake()
  }
  powerMonitor.on('suspend', onSuspend)
  powerMonitor.on('resume', onResume)
  powerMonitor.on('on-battery', applyPolicy)
  powerMonitor.on('on-ac', applyPolicy)
  applyPolicy()
  void watchBattery({ isOnBattery: () => powerMonitor.isOnBatteryPower(), clock, signal: ended.signal, changed: applyPolicy })

  return {
    working(now) {
      isWorking = now
      keepAwake()
    },
    applyPolicy,
    stop() {
      ended.abort()
      isWorking = false
      keepAwake()
      powerMonitor.off('suspend', onSuspend)
      powerMonitor.off('resume', onResume)
      powerMonitor.off('on-battery', applyPolicy)
      powerMonitor.off('on-ac', applyPolicy)
    },
  }
}
