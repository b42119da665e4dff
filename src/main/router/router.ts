import { accounts } from './accounts.ts'
import { assets } from './assets.ts'
import { os } from './base.ts'
import { batches } from './batches.ts'
import { channels } from './channels.ts'
import { clips } from './clips.ts'
import { doctor } from './doctor.ts'
import { folders } from './folders.ts'
import { forgettings } from './forgettings.ts'
import { groups } from './groups.ts'
import { activity, events, host } from './host.ts'
import { links } from './links.ts'
import { intakes } from './intakes.ts'
import { limits } from './limits.ts'
import { networks } from './networks.ts'
import { attention, cue, overview } from './overview.ts'
import { preparations } from './preparations.ts'
import { sessions } from './sessions.ts'
import { signIns } from './sign-ins.ts'

/** Every procedure of the contract. */
export const router = os.router({ events, host, cue, overview, accounts, groups, forgettings, sessions, intakes, clips, limits, networks, batches, links, attention, folders, preparations, activity, assets, channels, doctor, signIns })
export type Router = typeof router
