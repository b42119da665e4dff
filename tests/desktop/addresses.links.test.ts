import { describe, expect, test } from 'vitest'
import { isPageUrl, isWebAddress, linkIn, personOfLink } from '../../electron/page/addresses.ts'
import { isTrusted } from '../../electron/ipc/trusted.ts'
import { isRpcMessage, requests } from '../../electron/ipc/requests.ts'
import { argumentsAgain, startOptions } from '../../electron/start-options.ts'
import { bundledWorker } from '../../electron/worker-files.ts'
import { autostartEntry } from '../../electron/native/autostart-entry.ts'

describe('a link from outside', () => {
  test.each([
    ['greenroom://person/12', '12'], ['GREENROOM://person/group-a%2Fb/', 'group-a/b'], ['greenroom://person/', null], ['greenroom://person/1/2', null],
    ['greenroom://elsewhere/1', null], ['https://person/1', null], ['greenroom://person/%E0%A4%A', null], [`greenroom://person/${'x'.repeat(201)}`, null], ['greenroom://person/1?then=do', null],
  ])('%s asks for %s', (link, person) => expect(personOfLink(link)).toBe(person))

  test('is found among what the system adds to the arguments', () => {
    expect(linkIn(['/opt/greenroom', '--allow-file-access', 'greenroom://person/1'])).toBe('greenroom://person/1')
    expect(startOptions(['/opt/greenroom', '--sandbox=demo', '--hidden'])).toEqual({ sandbox: 'demo', hidden: true, debug: false, link: null })
    expect(startOptions(['/opt/greenroom', '--sandbox']).sandbox).toBe('default')
  })

  test('is what the next start is told when this one is about to end; that start has a window', () => {
    expect(argumentsAgain(['/opt/greenroom', '--hidden', '--sandbox=demo', 'greenroom://person/1'], 'greenroom://person/2')).toEqual(['--sandbox=demo', 'greenroom://person/2'])
    expect(argumentsAgain(['/opt/greenroom', 'greenroom://person/1'], null)).toEqual([])
  })
})

test('only the top frame of our own page is answered', () => {
  const at = (url: string, parent: unknown = null) => isTrusted({ senderFrame: { url, parent } })
  expect(at('greenroom-app://screens/#/people')).toBe(true)
  expect([at('greenroom-app://screens/', {}), at('greenroom-app://elsewhere/'), at('https://screens/'), at('file:///screens/'), isTrusted({ senderFrame: null })]).toEqual([false, false, false, false, false])
  expect(isPageUrl('greenroom-app://screens.evil.example/')).toBe(false)
})

test('only web addresses leave for the browser', () => {
  expect(['https://example.com/a?b#c', 'http://127.0.0.1:4680/'].map(isWebAddress)).toEqual([true, true])
  expect(['file:///etc/passwd', 'javascript:alert(1)', 'smb://host/share', 'https://a:b@example.com/', 'vscode://x', ''].map(isWebAddress)).toEqual([false, false, false, false, false, false])
})

test('what the page may ask is bounded', () => {
  expect(requests['greenroom:reveal'].safeParse('relative/path').success).toBe(false)
  expect(requests['greenroom:reveal'].safeParse('/a\0b').success).toBe(false)
  expect(requests['greenroom:change-preferences'].safeParse({ mode: 'sandbox' }).success).toBe(false)
  expect(requests['greenroom:change-preferences'].safeParse({ notify: false }).success).toBe(true)
  expect([isRpcMessage('{}'), isRpcMessage({}), isRpcMessage(null), isRpcMessage('x'.repeat(16 * 1024 ** 2 + 1))]).toEqual([true, false, false, false])
})

test('a worker lies beside its bundle, and packaged beside the archive', () => {
  expect(bundledWorker('disk', 'file:///app/out/main/main.js').href).toBe('file:///app/out/main/workers/disk.mjs')
  expect(bundledWorker('disk', 'file:///opt/Greenroom/resources/app.asar/out/main/chunks/x.js').href).toBe('file:///opt/Greenroom/resources/app.asar.unpacked/out/main/workers/disk.mjs')
})

test('a program with odd letters in its path is started at login all the same', () => {
  expect(autostartEntry('/home/ada/My "apps"/100%/greenroom', ['--hidden'])).toContain('Exec="/home/ada/My \\\\"apps\\\\"/100%%/greenroom" "--hidden"\n')
})
