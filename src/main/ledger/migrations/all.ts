import { theBeginning } from './0001-the-beginning.ts'
import { whatIsFetched } from './0002-what-is-fetched.ts'
import { theSameClipElsewhere } from './0003-the-same-clip-elsewhere.ts'
import { uploads } from './0004-uploads.ts'
import { preparations } from './0005-preparations.ts'
import { channels } from './0006-channels.ts'
import { linksInTrouble } from './0007-links-in-trouble.ts'
import { limitsAndCalibrations } from './0008-limits-and-calibrations.ts'
import { listsInOrder } from './0009-lists-in-order.ts'
import { signIns } from './0010-sign-ins.ts'
import { limitsOfEachKind } from './0011-limits-of-each-kind.ts'
import { networks } from './0012-networks.ts'
import { forgettings } from './0013-forgettings.ts'
import { whatFoldersWaitFor } from './0014-what-folders-wait-for.ts'
import { clipsThatStoodStill } from './0015-clips-that-stood-still.ts'
import { publishingByKind } from './0016-publishing-by-kind.ts'

/** Numbered by their place: the first brings an empty file to version 1. Never edit one that shipped. */
export const migrations: readonly { slug: string; sql: string }[] = [
  { slug: 'the-beginning', sql: theBeginning },
  { slug: 'what-is-fetched', sql: whatIsFetched },
  { slug: 'the-same-clip-elsewhere', sql: theSameClipElsewhere },
  { slug: 'uploads', sql: uploads },
  { slug: 'preparations', sql: preparations },
  { slug: 'channels', sql: channels },
  { slug: 'links-in-trouble', sql: linksInTrouble },
  { slug: 'limits-and-calibrations', sql: limitsAndCalibrations },
  { slug: 'lists-in-order', sql: listsInOrder },
  { slug: 'sign-ins', sql: signIns },
  { slug: 'limits-of-each-kind', sql: limitsOfEachKind },
  { slug: 'networks', sql: networks },
  { slug: 'forgettings', sql: forgettings },
  { slug: 'what-folders-wait-for', sql: whatFoldersWaitFor },
  { slug: 'clips-that-stood-still', sql: clipsThatStoodStill },
  { slug: 'publishing-by-kind', sql: publishingByKind },
]
