import path from 'node:path'
import { app, Menu, nativeImage, nativeTheme, protocol, safeStorage, session, shell } from 'electron'
import { ProblemError, type Problem } from '../src/contract/models/problem.ts'
import type { DesktopState } from '../src/contract/models/desktop.ts'
import { createRescue, isForRescue, type Rescue } from '../src/main/rescue.ts'
import { fileSecrets } from '../src/node-host/file-secrets.ts'
import { systemClock as clock } from '../src/node-host/system-clock.ts'
import { userName } from '../src/node-host/user-name.ts'
import { version } from '../src/node-host/version.ts'
import { desktopCapabilities } from './capabilities.ts'
import { startCoreHost } from './core-host.ts'
import { fileLog } from './file-log.ts'
import { answerPageDress } from './ipc/answer-page-dress.ts'
import { answerRequests } from './ipc/answer-requests.ts'
import { channels } from './ipc/channels.ts'
import { answerCalls } from './ipc/rpc-ports.ts'
import { createKeyStore } from './key-store.ts'
import { showBadge } from './native/badge.ts'
import { askAboutClosing, askAfterTrouble, pickFiles, pickFolder, reveal, saveText } from './native/dialogs.ts'
import { startAtLogin, startedAtLogin, startsAtLogin } from './native/login-item.ts'
import { menuTemplate, trayTemplate } from './native/menu.ts'
import { openNotices } from './native/notices.ts'
import { followPower } from './native/power.ts'
import { openTray } from './native/tray.ts'
import { openDesktopCore } from './open-desktop-core.ts'
import { linkIn, pageScheme, personOfLink } from './page/addresses.ts'
import { answerPage } from './page/answer-page.ts'
import { openPreferences } from './preferences.ts'
import { followCore } from './pulse/follow-core.ts'
import { newsBetween, noticeOf } from './pulse/news.ts'
import { createNotifier } from './pulse/notify.ts'
import { accountSwitch } from './pulse/pause-accounts.ts'
import type { Pulse } from './pulse/pulse.ts'
import { createProgress, isWorking, stateLine, switchOf } from './pulse/shell-state.ts'
import { argumentsAgain, type StartOptions } from './start-options.ts'
import { guardPage, guardSession } from './window/guards.ts'
import { openMainWindow, type MainWindow } from './window/main-window.ts'
import { languageOf, wordsOf, type Words } from './words.ts'

/** How long quitting waits for what is on its way before it ends all the same; the ledger knows what was sent. */
const quitPatienceMs = 15_000
/** So long the loops leave the processor to a window that has not painted yet. */
const paintPatienceMs = 5_000

/** Puts the desktop application together: one core, one window, and what the system shows of them. */
export function runDesktop({ dataDir, options }: { dataDir: string; options: StartOptions }): void {
  const logFile = path.join(dataDir, 'logs', 'desktop.log')
  const log = fileLog(logFile, options.debug ? 'debug' : 'info')
  const root = path.join(import.meta.dirname, '../..')
  const resources = path.join(root, 'resources')
  let main: MainWindow | null = null
  let quitting = false
  let wantedLink = options.link

  process.on('uncaughtException', (error) => log.error('An error of ours that nobody caught.', { error: error.stack ?? error.message }))
  process.on('unhandledRejection', (error) => log.error('An error of ours that nobody caught.', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }))
  app.on('web-contents-created', (_event, page) => guardPage(page, log))
  app.on('before-quit', () => { quitting = true })
  // A terminal, or a desktop that ends the session.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.quit())
  app.on('second-instance', (_event, argv) => {
    const link = linkIn(argv)
    // Started again while what is on its way is waited for: it comes back as soon as this one has ended.
    if (quitting) return app.relaunch({ args: argumentsAgain(process.argv, link), execPath: process.env['APPIMAGE'] })
    main?.show()
    if (link) openLink(link)
  })
  app.on('open-url', (event, link) => {
    event.preventDefault()
    main?.show()
    openLink(link)
  })
  app.on('activate', () => main?.show())
  app.on('window-all-closed', () => app.quit())

  let openLink = (link: string): void => { wantedLink = link }

  void app.whenReady().then(start).catch((error: unknown) => {
    log.error('The application could not start.', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    app.exit(70)
  })

  function start(): void {
    const preferences = openPreferences()
    const ended = new AbortController()
    let words: Words = wordsOf(languageOf(preferences.get().dress?.language, app.getPreferredSystemLanguages()))
    nativeTheme.themeSource = themeOf(preferences.get().dress?.appearance)
    guardSession(session.defaultSession, log)

    const keys = createKeyStore({ vault: safeStorage, sealed: fileSecrets(app.getPath('userData')), plain: fileSecrets(dataDir), platform: process.platform, log })
    const capabilities = desktopCapabilities(keys, log)
    const painted = Promise.withResolvers<void>()
    // A window in the tray may never paint.
    void clock.wait(paintPatienceMs, ended.signal).then(painted.resolve)
    const coreOptions = { capabilities, dataDir, version, scenario: options.sandbox ?? 'default', env: process.env, painted: painted.promise }
    let rescue: Rescue | null = null
    const calls = answerCalls(async () => (rescue ? { router: rescue.router, contextOf: () => ({}) } : host.current()), log)
    protocol.handle(pageScheme, answerPage({ screensDir: path.join(root, 'out/renderer'), previewPath: async (id) => (await host.current()).previewPath(id), rescue: () => rescue !== null }))

    // The window first: it paints while the ledger opens.
    main = openMainWindow({
      preferences, log, resources, hidden: options.hidden || startedAtLogin(),
      preload: path.join(import.meta.dirname, '../preload/preload.cjs'),
      mayClose,
      onFirstPaint() {
        const { user, system } = process.cpuUsage()
        log.info('The first paint.', { sinceStartMs: Math.round(performance.now()), cpuMs: Math.round((user + system) / 1000) })
        painted.resolve()
      },
      onLost: (reason) => void askAboutLost(reason),
    })
    const window = main

    const host = startCoreHost({
      mode: options.sandbox !== null ? 'sandbox' : preferences.get().mode,
      openCore: (mode, switchTo) => openDesktopCore(coreOptions, mode, switchTo),
      onFailure(error) {
        log.error('The data could not be opened.', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
        if (isForRescue(error)) beginRescue(error.problem)
        else void askWhatNow(error)
      },
      onSwitched(_core, mode) {
        preferences.change({ mode })
        following.again()
        // The page loads anew by itself; one that has not must not wait for answers that never come.
        loadAnew()
      },
      later: (run, ms) => void setTimeout(run, ms),
    })

    /** A problem that no screen helps with: what happened, and whether to try again. */
    async function askWhatNow(error: unknown): Promise<void> {
      const problem = error instanceof ProblemError ? error.problem : { message: error instanceof Error ? error.message : String(error), advice: logFile }
      if (!(await askAfterTrouble(words, { title: words('trouble.title'), ...problem }))) return app.quit()
      await host.again().catch((next: unknown) => (isForRescue(next) ? beginRescue(next.problem) : askWhatNow(next)))
    }

    /** The work goes on without its window; whether to try with another page. */
    async function askAboutLost(reason: string): Promise<void> {
      const again = await askAfterTrouble(words, { title: words('app'), message: words('lost.title'), advice: words('lost.body', { reason }) })
      if (again) loadAnew()
      else app.quit()
    }

    /** The ledger cannot be opened: the window shows what can be done, until it can. */
    function beginRescue(problem: Problem): void {
      const sandbox = host.mode() === 'sandbox'
      rescue = createRescue({
        dataDir: sandbox ? path.join(dataDir, 'sandbox') : dataDir, sandbox, problem, actor: userName(), version, clock, log,
        async open() {
          await host.again()
          // The page loads anew by itself once it has shown what was done; whoever asks then asks the core.
          rescue = null
        },
      })
      loadAnew()
      window.show()
    }

    function loadAnew(): void {
      calls.hangUp()
      window.loadAnew()
    }

    const go = (place: string): void => window.go(place)
    const notices = openNotices(go)
    const tray = openTray(resources, () => window.show())
    const progress = createProgress()
    let pulse: Pulse | null = null

    const { pause, resume } = accountSwitch(host)
    const deed = (what: () => Promise<unknown>) => () => void what().catch((error: unknown) => log.error('What a menu asked for could not be done.', { error: String(error) }))
    const power = followPower({ preferences, clock, log, pause: () => pause('battery'), resume: (which) => resume(which, 'battery'), awake: () => following.again() })
    const deeds = {
      go,
      pause: deed(() => pause()),
      resume: deed(async () => {
        // A person's word stands: what they resume on battery is not paused again for the same outage.
        preferences.change({ pausedOnBattery: [] })
        await resume()
      }),
      showLog: () => reveal(logFile),
      showData: () => void shell.openPath(dataDir),
      about: () => app.showAboutPanel(),
      open: () => window.show(),
      quit: () => app.quit(),
    }

    const notifier = createNotifier(clock, ended.signal, (news) => void tell(news))
    async function tell(news: Parameters<typeof noticeOf>[0]): Promise<void> {
      if (!preferences.get().notify || window.window.isFocused()) return
      const groups = await (await host.current()).client.groups.list({}).catch(() => [])
      const notice = noticeOf(news, words, (id) => groups.find((group) => group.id === id)?.name)
      if (notice) notices.show(notice)
    }

    let menuShown = ''
    function show(): void {
      const switchTo = switchOf(pulse)
      const looks = JSON.stringify([switchTo, words('menu.file')])
      if (looks !== menuShown) {
        menuShown = looks
        Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ words, platform: process.platform, switchTo, developer: !app.isPackaged }, deeds)))
      }
      const line = stateLine(pulse, words)
      const needYou = pulse?.needYou ?? 0
      tray.show({ tooltip: `${words('app')} · ${line}`, state: needYou > 0 ? 'needs-you' : 'quiet', menu: trayTemplate({ line, needYou, switchTo, words }, deeds) })
      if (!pulse || window.window.isDestroyed()) return
      const { share, mode } = progress(pulse)
      window.window.setProgressBar(share ?? -1, { mode: share === null ? 'none' : mode })
      showBadge({ app, window: window.window, platform: process.platform, mark: () => nativeImage.createFromPath(path.join(resources, 'tray/mark.png')) }, needYou, words('tray.needsYou', { count: needYou }))
    }

    let keysTold = 0
    const following = followCore({
      host, clock, log, signal: ended.signal,
      onPulse(next, isFirst) {
        // Another core's numbers are no news.
        if (pulse && !isFirst) notifier.hear(newsBetween(pulse, next))
        pulse = next
        power.working(isWorking(next))
        const unreadable = keys.unreadable().size
        if (unreadable > keysTold) notices.show({ kind: 'keys', title: words('news.keys.title'), body: words('news.keys.body'), place: '/settings?section=accounts' })
        keysTold = unreadable
        show()
      },
    })

    async function state(): Promise<DesktopState> {
      const { closing, keepAwake, onBattery, notify } = preferences.get()
      return { preferences: { closing, keepAwake, onBattery, notify, startAtLogin: startsAtLogin() }, keyProtection: await keys.protection(), unreadableKeys: keys.unreadable().size }
    }

    answerRequests({
      [channels.pickFiles]: (input) => pickFiles(window.window, words, input),
      [channels.pickFolder]: () => pickFolder(window.window, words),
      [channels.saveText]: (input) => saveText(window.window, words, input),
      [channels.reveal]: (file) => reveal(file),
      [channels.openExternal]: (url) => shell.openExternal(url),
      [channels.state]: () => state(),
      async [channels.changePreferences](change) {
        if (change.startAtLogin !== undefined) startAtLogin(change.startAtLogin)
        preferences.change(change)
        power.applyPolicy()
        return state()
      },
    }, log)
    answerPageDress((dress) => {
      preferences.change({ dress })
      words = wordsOf(dress.language)
      nativeTheme.themeSource = themeOf(dress.appearance)
      window.pageIsThere()
      describeApp()
      show()
    }, log)

    openLink = (link) => {
      const person = personOfLink(link)
      if (person === null) return log.warn('A link was not understood.', { link: link.slice(0, 200) })
      void (async () => {
        const groups = await (await host.current()).client.groups.list({})
        const group = groups.find(({ id }) => String(id) === person) ?? groups.find(({ remoteId }) => remoteId === person)
        go(group ? `/people/${group.id}` : '/people')
      })().catch((error: unknown) => log.error('A link could not be followed.', { error: String(error) }))
    }
    if (wantedLink) openLink(wantedLink)

    function describeApp(): void {
      app.setAboutPanelOptions({ applicationName: 'Greenroom', applicationVersion: version, copyright: words('about.copyright'), iconPath: path.join(resources, 'icon.png') })
    }
    describeApp()
    show()

    let asking = false
    function mayClose(): boolean {
      const { closing } = preferences.get()
      if (quitting || closing === 'quit') {
        quitting = true
        return true
      }
      if (process.platform === 'darwin' || closing === 'keep-running') {
        window.hide()
        return false
      }
      // Not every system keeps a person from closing once more while they are asked.
      if (asking) return false
      asking = true
      void askAboutClosing(window.window, words).then((answer) => {
        if (answer === null) return
        preferences.change({ closing: answer })
        if (answer === 'quit') app.quit()
        else window.hide()
      }).finally(() => { asking = false })
      return false
    }

    let stopped = false
    app.on('will-quit', (event) => {
      if (stopped) return
      event.preventDefault()
      ended.abort()
      power.stop()
      notices.close()
      tray.close()
      const patience = clock.wait(quitPatienceMs).then(() => log.warn('What was on its way took too long; it is looked at again at the next start.'))
      void Promise.race([Promise.all([rescue?.stop(), host.stop()]), patience])
        .catch((error: unknown) => log.error('The core did not stop cleanly.', { error: String(error) }))
        .finally(() => {
          stopped = true
          app.exit(0)
        })
    })
  }
}

function themeOf(appearance: 'light' | 'dark' | 'auto' | undefined): 'light' | 'dark' | 'system' {
  return appearance === undefined || appearance === 'auto' ? 'system' : appearance
}
