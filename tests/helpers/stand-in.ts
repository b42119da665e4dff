import { chmod, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * An nmcli to be found on the PATH, which says what a file beside it holds at that moment; without the file it fails as
 * where NetworkManager does not run.
 * @returns the folder for the PATH, and a function that changes what is said
 */
export async function standInNmcli(home: string): Promise<{ folder: string; say(text: string): Promise<void> }> {
  const folder = path.join(home, 'bin')
  const said = path.join(folder, 'said.txt')
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'nmcli'), `#!/bin/sh\n[ "$*" = "-t -f GENERAL,IP4,IP6 device show" ] || { echo "Error: $*" >&2; exit 2; }\ncat '${said}' 2>/dev/null || { echo 'Error: NetworkManager is not running.' >&2; exit 8; }\n`)
  await chmod(path.join(folder, 'nmcli'), 0o755)
  return { folder, say: (text) => writeFile(said, text) }
}

/** What NetworkManager says of a machine on one Wi-Fi, its cable unplugged. */
export function nmcliOnWifi(name: string, uuid: string, metered = 'no (guessed)'): string {
  return `GENERAL.DEVICE:wlp3s0
GENERAL.TYPE:wifi
GENERAL.STATE:100 (connected)
GENERAL.CONNECTION:${name}
GENERAL.CON-UUID:${uuid}
GENERAL.METERED:${metered}
IP4.ADDRESS[1]:192.168.1.23/24
IP4.GATEWAY:192.168.1.1
IP4.ROUTE[1]:dst = 192.168.1.0/24, nh = 0.0.0.0, mt = 600
IP4.ROUTE[2]:dst = 0.0.0.0/0, nh = 192.168.1.1, mt = 600
IP6.GATEWAY:

GENERAL.DEVICE:enp0s31f6
GENERAL.TYPE:ethernet
GENERAL.STATE:20 (unavailable)
GENERAL.CONNECTION:
GENERAL.CON-UUID:
GENERAL.METERED:unknown

GENERAL.DEVICE:lo
GENERAL.TYPE:loopback
GENERAL.STATE:100 (connected (externally))
GENERAL.CONNECTION:lo
GENERAL.CON-UUID:6b5a8b4e-0000-4000-8000-000000000000
GENERAL.METERED:unknown
IP4.ADDRESS[1]:127.0.0.1/8
IP4.GATEWAY:
`
}
