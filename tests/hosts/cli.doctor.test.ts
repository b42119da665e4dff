import { chmod } from 'node:fs/promises'
import { describe, expect, test, vi } from 'vitest'
import { lookAtPermissions } from '../../src/main/doctor/machine.ts'
import { temporaryFolder } from '../helpers/core.ts'
import { desk } from './run-greenroom.ts'

vi.setConfig({ testTimeout: 60_000 })

// Windows has lists in place of these bits.
describe.skipIf(process.platform === 'win32')('a data directory that is open to others', () => {
  test.each([
    [0o700, 'ok', 'permissions-ok'], [0o750, 'look', 'permissions-open'], [0o704, 'look', 'permissions-open'],
    // What cannot be listed can still be opened by who knows its name.
    [0o711, 'look', 'permissions-open'],
    [0o777, 'trouble', 'permissions-writable'], [0o1777, 'trouble', 'permissions-writable'], [0o720, 'trouble', 'permissions-writable'],
  ] as const)('by mode %o is found to be: %s', async (mode, level, code) => {
    const dir = await temporaryFolder()
    await chmod(dir, mode)
    expect(await lookAtPermissions(dir)).toMatchObject([{ level, code, ...(level === 'ok' ? {} : { subject: dir, values: { mode: mode.toString(8) } }) }])
  })

  test('is told by greenroom doctor, with what to do', async ({ onTestFinished }) => {
    const { run, dataDir, sandbox } = await desk('default')
    onTestFinished(() => sandbox.close())
    const usual = await run(['doctor'])
    expect(usual.stdout).not.toContain('chmod')
    await chmod(dataDir, 0o777)
    const { stdout, code } = await run(['doctor'])
    expect(stdout).toContain(`${dataDir} can be written by other users of this machine (mode 777)`)
    expect(stdout).toContain('chmod 700 the data directory.')
    expect(code).toBe(4)
  })
})
