import { chmod, truncate } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { probeFile } from '../../src/main/intake/probe-file.ts'
import { tailIsZero } from '../../src/main/intake/tail-check.ts'
import { asOrdinaryUser, freshFolder, lay } from './support.ts'

describe('one look at a file', () => {
  test('tells its size and time', async () => {
    const folder = await freshFolder()
    await lay(folder, { 'a.mp4': 5 })
    expect(await probeFile(path.join(folder, 'a.mp4'))).toEqual({ size: 5, mtimeMs: expect.any(Number) as number })
  })
  test('tells that it is gone, or why it cannot be looked at', async () => {
    const folder = await freshFolder()
    await lay(folder, { 'shut/a.mp4': 5 })
    expect(await probeFile(path.join(folder, 'b.mp4'))).toEqual({ gone: true })
    expect(await probeFile(folder)).toMatchObject({ unreadable: true, message: expect.stringContaining('not a file') as string })
    await chmod(folder, 0o755)
    await chmod(path.join(folder, 'shut'), 0)
    expect(await asOrdinaryUser(() => probeFile(path.join(folder, 'shut/a.mp4')))).toMatchObject({ unreadable: true, message: expect.stringContaining('permissions') as string })
  })
})

describe('the tail of a file', () => {
  test('is zero where a copy has its space but not yet its content', async () => {
    const folder = await freshFolder()
    await lay(folder, { 'a.mp4': 1_000 })
    await truncate(path.join(folder, 'a.mp4'), 200_000)
    expect(await tailIsZero(path.join(folder, 'a.mp4'))).toBe(true)
  })
  test('is not zero when one byte of the last 64 KiB is written', async () => {
    const folder = await freshFolder()
    const bytes = Buffer.alloc(200_000)
    bytes[200_000 - 65_536] = 1
    const before = Buffer.alloc(200_000)
    before[200_000 - 65_537] = 1
    await lay(folder, { 'a.mp4': bytes, 'b.mp4': before, 'short.mp4': Buffer.alloc(10), 'empty.mp4': 0 })
    expect(await tailIsZero(path.join(folder, 'a.mp4'))).toBe(false)
    expect(await tailIsZero(path.join(folder, 'b.mp4'))).toBe(true)
    expect(await tailIsZero(path.join(folder, 'short.mp4'))).toBe(true)
    expect(await tailIsZero(path.join(folder, 'empty.mp4'))).toBe(false)
  })
  test('of a file that is gone is an error', async () => {
    await expect(tailIsZero('/nowhere/a.mp4')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
