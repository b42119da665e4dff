import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { converse } from './conversation.ts'
import type { AskedByLauncher, FromLauncher, FromMain } from './messages.ts'
import { openWindowPage, type WindowPage } from './window-page.ts'

export interface StandInOptions {
  browser: Browser
  /** The built main bundle. */
  main: string
  args: readonly string[]
  env: Record<string, string>
  language: string
}

export interface StandIn {
  child: ChildProcess
  pages(): Page[]
  evaluate(source: string, argument: unknown): Promise<unknown>
  tellPaths: WindowPage['tellPaths']
  output(): string
  quit(): void
}

const ours = /^http:\/\/[^/]+\.localhost:\d+\//

/** Runs the built main bundle in Node with `electron` resolved to the stand-in; its windows are pages of `browser`. */
export async function launchStandIn({ browser, main, args, env, language }: StandInOptions): Promise<StandIn> {
  // Made with the first window: a second instance ends without one.
  let context: BrowserContext | null = null
  const windows = new Map<number, WindowPage>()
  let said = ''

  const child = fork(main, args, {
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', path.join(import.meta.dirname, 'register.ts')],
    serialization: 'advanced', env: { ...env, STAND_IN_LANGUAGES: language, STAND_IN_PAGE: 'greenroom-app://screens/' }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => { said += chunk.toString() })

  const tell = (message: FromLauncher): boolean => {
    if (!child.connected) return false
    child.send(message, () => undefined)
    return true
  }
  const conversation = converse<AskedByLauncher>((message) => tell(message))
  const { ask } = conversation
  void once(child, 'exit').then(() => {
    conversation.hangUp('The main process is gone.')
    // A window dies with its process.
    void context?.close().catch(() => undefined)
  })

  async function open({ window, width, height, preload, permissions, appearance }: Extract<FromMain, { op: 'open-window' }>): Promise<void> {
    context ??= await browser.newContext({ viewport: { width, height }, locale: language })
    await context.grantPermissions(permissions)
    const opened = await openWindowPage(context, preload, {
      invoke: (url, channel, given) => ask({ op: 'invoke', window, url, isTop: true, channel, args: given }),
      navigated: (url) => tell({ op: 'did-navigate', window, url }),
      send: (url, channel, given) => tell({ op: 'sent', window, url, isTop: true, channel, args: given }),
    })
    windows.set(window, opened)
    const { page } = opened
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: appearance ?? 'light' })
    page.on('crash', () => tell({ op: 'page-crashed', window }))
    page.on('popup', (popup) => void ask({ op: 'window-open', window, url: popup.url() }).then((action) => (action === 'deny' ? popup.close() : undefined)))
    // Every way out of the application's own pages is asked about first.
    await page.route((url) => !ours.test(url.href), async (route) => {
      const request = route.request()
      if (request.isNavigationRequest() && (await ask({ op: 'will-navigate', window, url: request.url() })) === true) return route.abort('aborted')
      return route.continue()
    })
  }

  async function answer(message: FromMain): Promise<unknown> {
    const page = 'window' in message ? windows.get(message.window)?.page : undefined
    switch (message.op) {
      case 'open-window':
        return open(message)
      case 'load':
        await page?.goto(message.url)
        // Two frames on, what the page had to show first has been painted.
        return page?.evaluate(() => new Promise<void>((done) => { requestAnimationFrame(() => requestAnimationFrame(() => done())) }))
      case 'reload':
        return page?.reload()
      case 'close-page':
        return page?.close()
      case 'resize':
        return page?.setViewportSize({ width: message.width, height: message.height })
      case 'appearance':
        return Promise.all([...windows.values()].map((each) => each.page.emulateMedia({ colorScheme: message.appearance ?? 'light' })))
      case 'send':
        return windows.get(message.window)?.deliver(message.channel, message.args)
      case 'answer':
        return undefined
    }
  }

  child.on('message', (message: FromMain) => {
    if (message.op === 'answer') conversation.hear(message)
    // What a page would answer has no use here, and may not be sendable.
    else conversation.reply(message, async () => void (await answer(message)))
  })

  return {
    child,
    pages: () => [...windows.values()].map(({ page }) => page).filter((page) => !page.isClosed()),
    evaluate: (source, argument) => ask({ op: 'evaluate', source, argument }),
    tellPaths: async (files) => { for (const each of windows.values()) await each.tellPaths(files) },
    output: () => said,
    quit: () => tell({ op: 'quit' }),
  }
}
