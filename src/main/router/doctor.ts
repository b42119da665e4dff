import { examine } from '../doctor/examine.ts'
import { asOneText, buildReport, type ReportFile } from '../doctor/report.ts'
import { secretValues } from '../doctor/secret-values.ts'
import type { Examination } from '../../contract/models/doctor.ts'
import { runErrand } from './accounts.ts'
import { os } from './base.ts'
import type { CoreState } from './core-state.ts'

/** Shorter than what one look may take, so that it says what it waited for. */
const trialMs = 15_000

export const doctor = {
  look: os.doctor.look.handler(({ context: { core } }) => examineCore(core, false)),
  report: os.doctor.report.handler(async ({ context: { core } }) => ({ text: asOneText(await reportOf(core, await examineCore(core, false))) })),
}

/** @param checkNow SQLite may read the whole ledger, however long that holds this process */
export function examineCore(core: CoreState, checkNow: boolean): Promise<Examination> {
  return examine({
    context: core.context, dataDir: core.options.dataDir, version: core.options.version, keyProtection: core.capabilities.keyProtection, checkNow,
    errand: (accountId, what) => runErrand(core, accountId, what, AbortSignal.timeout(trialMs)).catch(() => null),
  })
}

export async function reportOf(core: CoreState, examination: Examination): Promise<ReportFile[]> {
  const { ledger } = core.context
  const overridden = core.options.overrides.key
  return buildReport({ examination, db: ledger.read, dataDir: core.options.dataDir, secrets: [...(await secretValues(ledger.read, core.capabilities.secrets)), ...(overridden ? [overridden] : [])] })
}
