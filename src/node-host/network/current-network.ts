/** Which network this machine's traffic leaves by, asked of the system's own programs. */
import { execFile } from 'node:child_process'
import os from 'node:os'
import { promisify } from 'node:util'
import type { NetworkNow } from '../../contract/models/network.ts'
import type { Clock } from '../../main/capabilities.ts'
import { macNetwork, readDevices, readPort, readWifiName } from './read-macos.ts'
import { readNmcli } from './read-nmcli.ts'
import { readNetsh, readWindowsAnswer, windowsQuestion } from './read-windows.ts'

const run = promisify(execFile)

/** A program that takes longer hangs. */
const patienceMs = 10_000
/** An answer is good for so long while this machine's addresses stay the same. */
const freshMs = 10_000

/** @returns what a host lends the core as `network`: answers are kept for a moment, and asked anew as soon as an address of this machine changes. */
export function currentNetwork(clock: Clock, platform: NodeJS.Platform = process.platform): () => Promise<NetworkNow> {
  let known: { at: number; addresses: string; answer: Promise<NetworkNow> } | null = null
  return () => {
    const at = clock.monotonic()
    const addresses = JSON.stringify(Object.entries(os.networkInterfaces()).map(([name, all]) => [name, all?.map(({ address }) => address)]))
    if (known === null || known.addresses !== addresses || at - known.at >= freshMs) known = { at, addresses, answer: askSystem(platform) }
    return known.answer
  }
}

/** Never rejects: a system that cannot be asked does not tell. */
export async function askSystem(platform: NodeJS.Platform): Promise<NetworkNow> {
  try {
    switch (platform) {
      case 'linux': return readNmcli(await told('nmcli', ['-t', '-f', 'GENERAL,IP4,IP6', 'device', 'show']))
      case 'darwin': return await askMac()
      case 'win32': return await askWindows()
      default: return { is: 'untold', why: 'This system has no program that Greenroom knows to ask.' }
    }
  } catch (error) {
    return { is: 'untold', why: error instanceof NoAnswer ? error.message : String(error) }
  }
}

async function askMac(): Promise<NetworkNow> {
  const [device] = readDevices(await told('scutil', ['--nwi']))
  if (device === undefined) return { is: 'none' }
  const port = readPort(await told('networksetup', ['-listallhardwareports']), device)
  const first = macNetwork(device, port, null)
  if (first.is === 'on') return first
  const name = readWifiName(await told('ipconfig', ['getsummary', device])) ?? readWifiName(await told('networksetup', ['-getairportnetwork', device]))
  return macNetwork(device, port, name)
}

async function askWindows(): Promise<NetworkNow> {
  const answer = await told('powershell.exe', ['-NoProfile', '-NonInteractive', '-EncodedCommand', Buffer.from(windowsQuestion, 'utf16le').toString('base64')]).then(readWindowsAnswer).catch(() => null)
  return answer ?? readNetsh(await told('netsh', ['wlan', 'show', 'interfaces']))
}

class NoAnswer extends Error {}

/** @throws NoAnswer in words */
async function told(program: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await run(program, args, { timeout: patienceMs, windowsHide: true, maxBuffer: 1024 * 1024, env: { ...process.env, LC_ALL: 'C.UTF-8', LANGUAGE: 'en' } })
    return stdout
  } catch (error) {
    const { code, stderr, killed } = error as { code?: string | number; stderr?: string; killed?: boolean }
    if (code === 'ENOENT') throw new NoAnswer(program === 'nmcli' ? 'NetworkManager, which would know, is not installed here (nmcli).' : `${program} is not there to be asked.`)
    if (killed) throw new NoAnswer(`${program} did not answer.`)
    throw new NoAnswer(`${program}: ${stderr?.trim().split('\n')[0] || `ended with ${code ?? 'an error'}`}`)
  }
}
