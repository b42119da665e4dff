/** Electron's security checklist, item by item, on the built application; which of them is tried where, docs/desktop.md says. */
import { startSimulator } from './at-simulator.ts'
import { expect, test } from './test.ts'

// What is tried here is refused, and Chromium says so.
test.use({ expectedErrors: [/Content Security Policy|ERR_ABORTED|Failed to load resource|Refused to|Failed to fetch/i] })

test('the page has no Node and no Electron, only the narrow bridge, and what it says is checked', async ({ start }) => {
  const desktop = await start()
  const { page } = desktop
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(await page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in window))).toEqual([])
  expect(await page.evaluate(() => Object.keys(window.greenroom ?? {}).sort())).toEqual(['changePreferences', 'dressed', 'on', 'onGo', 'openExternal', 'pathForFile', 'pickFiles', 'pickFolder', 'postMessage', 'reveal', 'saveText', 'state'])
  expect(await page.evaluate(() => Object.isFrozen(window.greenroom))).toBe(true)

  // Payloads of the wrong shape are refused before anything is done.
  expect(await page.evaluate(() => window.greenroom?.reveal('not an absolute path').then(() => 'done', (error: unknown) => String(error)))).toContain('is no absolute path')
  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'greenroom://person/1', 'https://user:secret@example.com/', 'smb://server/share']) {
    expect(await page.evaluate((given) => window.greenroom?.openExternal(given).then(() => 'opened', (error: unknown) => String(error)), url)).toContain('is no web address')
  }
  await page.evaluate(() => window.greenroom?.openExternal('https://example.com/help'))
  expect(await desktop.evaluate(() => globalThis.recorded.opened)).toEqual(['https://example.com/help'])
  expect(await page.evaluate(() => window.greenroom?.changePreferences({ mode: 'sandbox' } as never).then(() => 'changed', (error: unknown) => String(error)))).toContain('could not be read')
  // A message of the router that is none is dropped, and the line goes on.
  await page.evaluate(() => window.greenroom?.postMessage({ not: 'a message' }))
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Clips' }).click()
  await expect(page.getByRole('heading', { name: 'Clips', level: 1 })).toBeVisible()
  expect(await desktop.log()).toContain('A call was refused: it could not be read.')
})

test('requests from another page or from a frame are refused', async ({ start }) => {
  const desktop = await start()
  await expect(desktop.page.getByRole('heading', { level: 1 })).toBeVisible()
  // Sent as Electron would hand them on, had anything else got hold of the channel.
  const answers = await desktop.evaluate(({ ipcMain, BrowserWindow }) => {
    const sender = BrowserWindow.getAllWindows()[0]?.webContents
    const send = (senderFrame: object | null) => ipcMain.emit('greenroom:rpc', { sender, senderFrame }, '{}')
    return [{ url: 'https://evil.example/', parent: null }, { url: 'greenroom-app://screens/', parent: {} }, { url: 'greenroom-app://elsewhere/', parent: null }, null].map(send)
  })
  expect(answers).toEqual([true, true, true, true])
  expect((await desktop.log()).split('\n').filter((line) => line.includes('it did not come from the screens'))).toHaveLength(4)
})

test('the page goes nowhere, opens nothing, embeds nothing and is granted nothing', async ({ start }) => {
  const desktop = await start()
  const { page } = desktop
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page).toHaveURL(/#\/first-run$/)
  const here = page.url()
  await page.evaluate(() => { window.location.href = 'https://example.com/' })
  await expect.poll(() => desktop.log()).toContain('A page was kept from going elsewhere.')
  expect(page.url()).toBe(here)
  await page.evaluate(() => { window.open('https://example.com/') })
  await expect.poll(() => page.context().pages().length).toBe(1)
  expect(await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)

  const prevented = await desktop.evaluate(({ BrowserWindow }) => {
    let stopped = false
    BrowserWindow.getAllWindows()[0]?.webContents.emit('will-attach-webview', { preventDefault: () => { stopped = true } }, {}, {})
    return stopped
  })
  expect(prevented).toBe(true)
  expect(await page.evaluate(async () => {
    const frame = document.createElement('iframe')
    frame.src = 'https://example.com/'
    const blocked = new Promise<string>((resolve) => document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true }))
    document.body.append(frame)
    return blocked
  })).toBe('frame-src')

  const states = await page.evaluate(async () => Object.fromEntries(await Promise.all(['geolocation', 'notifications', 'camera', 'microphone'].map(async (name) => [name, (await navigator.permissions.query({ name: name as PermissionName })).state]))) as Record<string, string>)
  expect(Object.entries(states).filter(([, state]) => state === 'granted')).toEqual([])
  // The one thing the screens need: what a person copies.
  expect(await page.evaluate(() => navigator.clipboard.writeText('asset://1').then(() => 'copied', String))).toBe('copied')
})

test('the content policy lets in our own scripts and the styles of this load, and nothing else', async ({ start }) => {
  const { sandbox, env } = await startSimulator()
  try {
    const { page } = await start({ env })
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const policies = await page.evaluate(async () => Promise.all([fetch('/'), fetch('/')].map(async (answer) => (await answer).headers.get('content-security-policy') ?? '')))
    for (const policy of policies) {
      expect(policy).not.toContain('unsafe')
      expect(policy).toMatch(/default-src 'none'.*script-src 'self'.*style-src 'self' 'nonce-[\w+/]{24}'/)
    }
    expect(policies[0]).not.toBe(policies[1])
    for (const [name, directive] of [['script', 'script-src-elem'], ['style', 'style-src-elem']] as const) {
      expect(await page.evaluate(async (tag) => {
        const blocked = new Promise<string>((resolve) => document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true }))
        const element = document.createElement(tag)
        element.textContent = tag === 'script' ? 'window.escaped = true' : 'body { display: none }'
        document.body.append(element)
        return blocked
      }, name)).toBe(directive)
    }
    expect(await page.evaluate(() => 'escaped' in window)).toBe(false)
    expect(await page.evaluate(() => fetch('https://example.com/').then(() => 'reached', () => 'refused'))).toBe('refused')
    // Its own scheme gives out the screens and the ledger's clips, and no other file.
    expect(await page.evaluate(async () => Promise.all(['/../package.json', '/%2e%2e/%2e%2e/package.json', '/preview/../../package.json', '/preview/1'].map(async (address) => {
      const answer = await fetch(address)
      return answer.ok && (await answer.text()).includes('"dependencies"')
    })))).toEqual([false, false, false, false])
  } finally {
    await sandbox.close()
  }
})
