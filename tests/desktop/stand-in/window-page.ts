import { Buffer } from 'node:buffer'
import type { BrowserContext, CDPSession, Page } from '@playwright/test'
import { bindingName, isolatedWorld, pageWorld, worldName, type FromWorld, type Packed } from './page-worlds.ts'

export interface WindowPage {
  page: Page
  /** A message of the main process to the preload. */
  deliver(channel: string, args: unknown[]): void
  /** Says where files lie that are dragged onto the page. */
  tellPaths(files: { name: string; size: number; path: string }[]): Promise<void>
}

export interface FromPage {
  invoke(url: string, channel: string, args: unknown[]): Promise<unknown>
  send(url: string, channel: string, args: unknown[]): void
  /** Another document is shown; going elsewhere within one is not told. */
  navigated(url: string): void
}

function pack(value: unknown): Packed {
  if (value === undefined) return { kind: 'undefined' }
  return value instanceof Uint8Array ? { kind: 'bytes', base64: Buffer.from(value).toString('base64') } : { kind: 'plain', value }
}

function unpack(packed: Packed): unknown {
  if (packed.kind === 'undefined') return undefined
  return packed.kind === 'bytes' ? new Uint8Array(Buffer.from(packed.base64, 'base64')) : packed.value
}

/** A page of Chromium as a window of Electron's: the preload in an isolated world, reached over the DevTools protocol. */
export async function openWindowPage(context: BrowserContext, preload: string, from: FromPage): Promise<WindowPage> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  let world: number | null = null
  let early: { channel: string; args: Packed[] }[] = []

  const call = (contextId: number, source: string, values: unknown[]): Promise<unknown> =>
    session.send('Runtime.callFunctionOn', { functionDeclaration: source, executionContextId: contextId, arguments: values.map((value) => ({ value })) }).catch(() => undefined)
  const deliverTo = (contextId: number, channel: string, args: Packed[]) => void call(contextId, '(channel, args) => window.__standIn.deliver(channel, args)', [channel, args])

  session.on('Page.frameNavigated', ({ frame }) => {
    if (frame.parentId === undefined) from.navigated(frame.url)
  })
  session.on('Runtime.executionContextCreated', ({ context: made }) => {
    if (made.name !== worldName || (made.auxData as { frameId?: string } | undefined)?.frameId !== mainFrameId) return
    world = made.id
    for (const { channel, args } of early) deliverTo(made.id, channel, args)
    early = []
  })
  session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
    if (executionContextId === world) world = null
  })
  session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name !== bindingName) return
    const { kind, id, channel, args } = JSON.parse(payload) as FromWorld
    const given = args.map(unpack)
    if (kind === 'send') return from.send(page.url(), channel, given)
    from.invoke(page.url(), channel, given).then(
      (value) => call(executionContextId, '(id, value) => window.__standIn.settle(id, { value })', [id, pack(value)]),
      (error: unknown) => call(executionContextId, '(id, error) => window.__standIn.settle(id, { error })', [id, error instanceof Error ? error.message : String(error)]),
    )
  })

  const mainFrameId = await prepare(session, preload)
  return {
    page,
    deliver(channel, args) {
      const packed = args.map(pack)
      if (world === null) early.push({ channel, args: packed })
      else deliverTo(world, channel, packed)
    },
    async tellPaths(files) {
      if (world !== null) await call(world, '(paths) => Object.assign(window.__standIn.paths, paths)', [Object.fromEntries(files.map(({ name, size, path }) => [`${name}|${size}`, path]))])
    },
  }
}

async function prepare(session: CDPSession, preload: string): Promise<string> {
  await session.send('Page.enable')
  await session.send('Runtime.enable')
  await session.send('Runtime.addBinding', { name: bindingName, executionContextName: worldName })
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: pageWorld() })
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: isolatedWorld(preload), worldName })
  return (await session.send('Page.getFrameTree')).frameTree.frame.id
}
