import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { askSystem } from '../../src/node-host/network/current-network.ts'
import { macNetwork, readDevices, readPort, readWifiName } from '../../src/node-host/network/read-macos.ts'
import { readNmcli } from '../../src/node-host/network/read-nmcli.ts'
import { readNetsh, readWindowsAnswer } from '../../src/node-host/network/read-windows.ts'
import { nmcliOnWifi, standInNmcli } from '../helpers/stand-in.ts'

/** A machine at its cable, as NetworkManager 1.42 prints it, with what else such a machine has. */
const cable = `GENERAL.DEVICE:enp0s10
GENERAL.TYPE:ethernet
GENERAL.NM-TYPE:NMDeviceEthernet
GENERAL.DBUS-PATH:/org/freedesktop/NetworkManager/Devices/2
GENERAL.HWADDR:00:16:CB:A1:B2:C3
GENERAL.STATE:100 (connected)
GENERAL.IP4-CONNECTIVITY:4 (full)
GENERAL.UDI:/sys/devices/pci0000:00/0000:00:0a.0/net/enp0s10
GENERAL.CONNECTION:Wired: hall 2
GENERAL.CON-UUID:f9a54e32-0bc8-31e7-9f1b-34559d5d959e
GENERAL.METERED:no (guessed)
IP4.ADDRESS[1]:192.168.1.114/24
IP4.GATEWAY:192.168.1.1
IP4.ROUTE[1]:dst = 169.254.0.0/16, nh = 0.0.0.0, mt = 1000
IP4.ROUTE[2]:dst = 0.0.0.0/0, nh = 192.168.1.1, mt = 100
IP6.ADDRESS[1]:fe80::a00:27ff:fe4e:66a1/64
IP6.GATEWAY:

`
const docker = `GENERAL.DEVICE:docker0
GENERAL.TYPE:bridge
GENERAL.STATE:100 (connected (externally))
GENERAL.CONNECTION:docker0
GENERAL.CON-UUID:4442c5de-fc7c-4cba-ac6e-82c086072a2c
GENERAL.METERED:no (guessed)
IP4.ADDRESS[1]:172.17.0.1/16
IP4.GATEWAY:
IP4.ROUTE[1]:dst = 172.17.0.0/16, nh = 0.0.0.0, mt = 0

`
const vpn = `GENERAL.DEVICE:wg0
GENERAL.TYPE:wireguard
GENERAL.STATE:100 (connected)
GENERAL.CONNECTION:Studio VPN
GENERAL.CON-UUID:11111111-2222-4333-8444-555555555555
GENERAL.METERED:no (guessed)
IP4.ROUTE[1]:dst = 0.0.0.0/0, nh = 0.0.0.0, mt = 50

`
const phone = `GENERAL.DEVICE:cdc-wdm0
GENERAL.TYPE:gsm
GENERAL.STATE:100 (connected)
GENERAL.CONNECTION:China Mobile
GENERAL.CON-UUID:99999999-2222-4333-8444-555555555555
GENERAL.METERED:yes (guessed)
IP4.GATEWAY:10.64.64.65
IP4.ROUTE[1]:dst = 0.0.0.0/0, nh = 10.64.64.65, mt = 700

`
const onCable = { systemId: 'f9a54e32-0bc8-31e7-9f1b-34559d5d959e', name: 'Wired: hall 2', kind: 'wired', metered: false }

describe('what NetworkManager tells', () => {
  test('is the network whose default route comes first, whatever else is up', () => {
    expect(readNmcli(docker + phone + cable)).toEqual({ is: 'on', network: onCable })
    expect(readNmcli(docker + phone)).toEqual({ is: 'on', network: { systemId: '99999999-2222-4333-8444-555555555555', name: 'China Mobile', kind: 'mobile', metered: true } })
  })

  test('is, through a VPN, the network below it', () => {
    expect(readNmcli(vpn + cable)).toEqual({ is: 'on', network: onCable })
  })

  test('is a Wi-Fi by its name, colons and all, and whether it is metered', () => {
    const at = (metered: string) => readNmcli(nmcliOnWifi('Café: 咖啡', 'u-1', metered))
    expect(at('yes')).toEqual({ is: 'on', network: { systemId: 'u-1', name: 'Café: 咖啡', kind: 'wifi', metered: true } })
    expect(at('unknown')).toMatchObject({ network: { metered: null } })
  })

  test('is nothing where nothing leads out, and not told where what leads out is not its own', () => {
    expect(readNmcli(docker)).toEqual({ is: 'none' })
    expect(readNmcli('GENERAL.DEVICE:eth0\nGENERAL.TYPE:ethernet\nGENERAL.STATE:10 (unmanaged)\n')).toEqual({ is: 'untold', why: 'NetworkManager does not look after eth0.' })
  })

  test('is read by its gateway where an older one lists no routes', () => {
    expect(readNmcli(cable.replace(/^IP4\.ROUTE.*\n/gmu, ''))).toEqual({ is: 'on', network: onCable })
  })
})

describe('what macOS tells', () => {
  const nwi = `Network information

IPv4 network interface information
     en0 : flags      : 0x5 (IPv4,DNS)
           address    : 10.11.59.49
           reach      : 0x00000002 (Reachable)

   REACH : flags 0x00000002 (Reachable)

IPv6 network interface information
   No IPv6 states found

Network interfaces: utun2 en0
`
  const ports = `
Hardware Port: Ethernet Adapter (en6)
Device: en6
Ethernet Address: 3a:3e:fc:1e:ab:41

Hardware Port: Wi-Fi
Device: en0
Ethernet Address: a0:78:17:68:56:3f

Hardware Port: iPhone USB
Device: en7
Ethernet Address: 6e:5a:6b:12:34:56

Hardware Port: com.wireguard.macos
Device:

VLAN Configurations
===================
`
  test('is the first device that is no tunnel, by its port', () => {
    expect(readDevices(nwi)).toEqual(['en0'])
    expect(readDevices('Network information\n\nNo network information\n')).toEqual([])
    expect(readPort(ports, 'en0')).toBe('Wi-Fi')
    expect(readPort(ports, 'en9')).toBeNull()
    expect(macNetwork('en6', readPort(ports, 'en6'), null)).toMatchObject({ is: 'on', network: { name: 'Ethernet Adapter (en6)', kind: 'wired' } })
    expect(macNetwork('en7', readPort(ports, 'en7'), null)).toMatchObject({ is: 'on', network: { name: 'iPhone USB', kind: 'mobile' } })
  })

  test('is a Wi-Fi by its name where macOS gives it away, and else is not told', () => {
    const summary = (ssid: string) => `<dictionary> {\n  BSSID : <redacted>\n  InterfaceType : WiFi\n  LinkStatusActive : TRUE\n  SSID : ${ssid}\n  Security : WPA2_PSK\n}\n`
    expect(macNetwork('en0', 'Wi-Fi', readWifiName(summary('Studio 5G')))).toEqual({ is: 'on', network: { systemId: 'wifi Studio 5G', name: 'Studio 5G', kind: 'wifi', metered: null } })
    expect(readWifiName('Current Wi-Fi Network: Studio 5G\n')).toBe('Studio 5G')
    for (const hidden of [summary('<redacted>'), 'You are not associated with an AirPort network.\n']) {
      expect(macNetwork('en0', 'Wi-Fi', readWifiName(hidden))).toMatchObject({ is: 'untold', why: expect.stringContaining('macOS') as string })
    }
  })
})

describe('what Windows tells', () => {
  test('is the connection that leads out, and what it costs', () => {
    expect(readWindowsAnswer('\ufeff{"cost":"Unrestricted","online":true,"name":"Studio 5G","id":"8d0b-1","wlan":true,"wwan":false}\r\n')).toEqual({ is: 'on', network: { systemId: '8d0b-1', name: 'Studio 5G', kind: 'wifi', metered: false } })
    expect(readWindowsAnswer('{"cost":"Variable","online":true,"name":"","id":"8d0b-2","wlan":false,"wwan":true}')).toEqual({ is: 'on', network: { systemId: '8d0b-2', name: '8d0b-2', kind: 'mobile', metered: true } })
    expect(readWindowsAnswer('{"online":false}')).toEqual({ is: 'none' })
    expect(readWindowsAnswer('Unable to find type [Windows.Networking.Connectivity.NetworkInformation].')).toBeNull()
  })

  test.for([
    ['English', '\r\nThere is 1 interface on the system:\r\n\r\n    Name                   : Wi-Fi\r\n    Description            : Intel(R) Wi-Fi 6 AX201 160MHz\r\n    State                  : connected\r\n    SSID                   : Studio 5G\r\n    BSSID                  : 74:ac:b9:aa:bb:cc\r\n    Signal                 : 72%\r\n'],
    ['Chinese', '\r\n系统上有 1 个接口:\r\n\r\n    名称                   : WLAN\r\n    说明                   : Intel(R) Wi-Fi 6 AX201 160MHz\r\n    状态                   : 已连接\r\n    SSID                   : Studio 5G\r\n    AP BSSID               : 74:ac:b9:aa:bb:cc\r\n    信号                   : 72%\r\n'],
  ] as const)('is a Wi-Fi, whatever language netsh speaks: %s', ([, text]) => {
    expect(readNetsh(text)).toEqual({ is: 'on', network: { systemId: 'wifi Studio 5G', name: 'Studio 5G', kind: 'wifi', metered: null } })
  })

  test('is not told where netsh names none', () => {
    expect(readNetsh('The Wireless AutoConfig Service (wlansvc) is not running.')).toMatchObject({ is: 'untold' })
  })
})

describe('a program on the PATH', () => {
  /** The PATH of this process leads to this folder alone. */
  function onlyOn(folder: string): void {
    const before = process.env['PATH']
    onTestFinished(() => { process.env['PATH'] = before })
    process.env['PATH'] = `${folder}:/usr/bin:/bin`
  }

  test('is asked anew each time, and one that fails or is not there does not tell', async () => {
    const home = await mkdtemp(path.join(os.tmpdir(), 'greenroom-network-'))
    onTestFinished(() => rm(home, { recursive: true, force: true }))
    const nmcli = await standInNmcli(home)
    onlyOn(nmcli.folder)
    expect(await askSystem('linux')).toEqual({ is: 'untold', why: 'nmcli: Error: NetworkManager is not running.' })
    await nmcli.say(cable)
    expect(await askSystem('linux')).toEqual({ is: 'on', network: onCable })
    await nmcli.say(nmcliOnWifi('Hotel', 'u-2'))
    expect(await askSystem('linux')).toMatchObject({ is: 'on', network: { name: 'Hotel' } })
    process.env['PATH'] = path.join(home, 'nothing')
    expect(await askSystem('linux')).toMatchObject({ is: 'untold', why: expect.stringContaining('not installed') as string })
    expect(await askSystem('darwin')).toMatchObject({ is: 'untold', why: expect.stringContaining('scutil') as string })
    expect(await askSystem('win32')).toMatchObject({ is: 'untold', why: expect.stringContaining('netsh') as string })
  })
})
