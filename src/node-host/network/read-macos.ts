import type { NetworkKind, NetworkNow } from '../../contract/models/network.ts'

/** The devices that lead out, the first first, of `scutil --nwi`; tunnels left out, for what goes through them leaves by another. */
export function readDevices(nwi: string): string[] {
  const [, list = ''] = /^\s*Network interfaces:(.*)$/mu.exec(nwi) ?? []
  return list.trim().split(/\s+/u).filter((device) => device !== '' && !/^(?:utun|ipsec|ppp|tun|tap|gif|stf|lo)\d*$/u.test(device))
}

/** A device's port, as System Settings calls it, of `networksetup -listallhardwareports`. */
export function readPort(ports: string, device: string): string | null {
  for (const part of ports.split(/^(?=Hardware Port:)/mu)) {
    const [, name] = /^Hardware Port: (.+)$/mu.exec(part) ?? []
    const [, of] = /^Device: (\S+)$/mu.exec(part) ?? []
    if (name !== undefined && of === device) return name.trim()
  }
  return null
}

/** A Wi-Fi's name, of `ipconfig getsummary DEVICE` or `networksetup -getairportnetwork DEVICE`; null where macOS keeps it to itself. */
export function readWifiName(said: string): string | null {
  const [, name] = /^\s*SSID : (.+)$/mu.exec(said) ?? /^Current Wi-Fi Network: (.+)$/mu.exec(said) ?? []
  return name === undefined || name.trim() === '' || name.trim() === '<redacted>' ? null : name.trim()
}

/** Puts together what was read of the device that leads out. */
export function macNetwork(device: string, port: string | null, wifiName: string | null): NetworkNow {
  const kind = kindOf(port ?? '')
  if (kind !== 'wifi') {
    // Every cable is one network to macOS: its port is what can be told apart.
    const name = port ?? device
    return { is: 'on', network: { systemId: `port ${name}`, name, kind, metered: null } }
  }
  if (wifiName === null) return { is: 'untold', why: 'macOS keeps the names of Wi-Fi networks from programs.' }
  return { is: 'on', network: { systemId: `wifi ${wifiName}`, name: wifiName, kind, metered: null } }
}

function kindOf(port: string): NetworkKind {
  if (/^(?:Wi-?Fi|AirPort)/iu.test(port)) return 'wifi'
  if (/iPhone|iPad|Bluetooth|WWAN|Modem/iu.test(port)) return 'mobile'
  return port === '' ? 'other' : 'wired'
}
