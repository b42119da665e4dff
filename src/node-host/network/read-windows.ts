import { z } from 'zod'
import type { NetworkNow } from '../../contract/models/network.ts'

/**
 * Asks Windows for the connection that leads out, in a form of our own: what its commands print is in the language of
 * the machine. PowerShell 5, which every Windows has, reaches this interface; PowerShell 7 does not.
 */
export const windowsQuestion = [
  '[Console]::OutputEncoding=[Text.Encoding]::UTF8',
  '$p=[Windows.Networking.Connectivity.NetworkInformation,Windows.Networking.Connectivity,ContentType=WindowsRuntime]::GetInternetConnectionProfile()',
  `if($null -eq $p){'{"online":false}'}else{@{online=$true;id="$($p.NetworkAdapter.NetworkItem.NetworkId)";name="$($p.ProfileName)";wlan=$p.IsWlanConnectionProfile;wwan=$p.IsWwanConnectionProfile;cost="$($p.GetConnectionCost().NetworkCostType)"}|ConvertTo-Json -Compress}`,
].join(';')

const answer = z.union([
  z.object({ online: z.literal(false) }),
  z.object({ online: z.literal(true), id: z.string().min(1), name: z.string(), wlan: z.boolean(), wwan: z.boolean(), cost: z.string() }),
])

/** Reads the answer to `windowsQuestion`; null when it is none. */
export function readWindowsAnswer(text: string): NetworkNow | null {
  let said: unknown
  try {
    said = JSON.parse(text.replace(/^\ufeff/u, ''))
  } catch {
    return null
  }
  const read = answer.safeParse(said)
  if (!read.success) return null
  if (!read.data.online) return { is: 'none' }
  const { id, name, wlan, wwan, cost } = read.data
  return { is: 'on', network: { systemId: id, name: name || id, kind: wlan ? 'wifi' : wwan ? 'mobile' : 'wired', metered: cost === 'Unrestricted' ? false : cost === 'Fixed' || cost === 'Variable' ? true : null } }
}

/**
 * Reads `netsh wlan show interfaces`: the Wi-Fi this machine is on. Its labels are in the machine's language, but for
 * `SSID`; a cable is not told.
 */
export function readNetsh(text: string): NetworkNow {
  const names = text.split(/\r?\n/u).flatMap((line) => /^\s*SSID\s*:\s(.*)$/u.exec(line)?.[1]?.trim() || [])
  const [name] = names
  if (name === undefined || names.length > 1) return { is: 'untold', why: 'Windows names no Wi-Fi in use.' }
  return { is: 'on', network: { systemId: `wifi ${name}`, name, kind: 'wifi', metered: null } }
}
