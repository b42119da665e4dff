import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { findingWords } from '../../contract/doctor-words.ts'
import type { Examination, Finding } from '../../contract/models/doctor.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { asOneText, buildReport, findingsText, type ReportFile } from '../../main/doctor/report.ts'
import { partsOf } from '../../main/doctor/secret-values.ts'
import { examineWithoutLedger } from '../../main/doctor/examine.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { valuesInFile } from '../file-secrets.ts'
import { version } from '../version.ts'
import { count } from '../words.ts'

export function addDoctorCommand(program: Command, call: Call): void {
  program
    .command('doctor')
    .description('look at everything the work depends on: what was found, and what to do')
    .option('--bundle <path>', 'also write a report without keys, addresses and names: a folder, or one text where the path ends in .txt')
    .action((options: { bundle?: string }) => call.run(() => doctor(call, options.bundle)))
}

async function doctor(call: Call, bundle: string | undefined): Promise<number> {
  const { examination, report } = await examined(call)
  const written = bundle === undefined ? null : await write(path.resolve(call.io.cwd, bundle), report)
  const { findings } = examination
  call.answer(
    { at: examination.at, version: examination.version, findings: findings.map((finding) => ({ ...finding, ...findingWords(finding, 'en'), check: finding.check })), ...(written === null ? {} : { bundle: written }) },
    `${findingsText(examination)}${summary(findings)}\n${written === null ? '' : `The report is in ${written}. Look it through before you send it.\n`}`,
  )
  return exitCodeOf(findings)
}

/** Whatever the ledger does, the rest is looked at. */
async function examined(call: Call): Promise<{ examination: Examination; report: ReportFile[] }> {
  try {
    const core = await call.openCore()
    // Only the process that runs the loops calls anybody; if none does, this one is it for as long as it takes.
    await core.start(['errands']).catch((error: unknown) => {
      if (!(error instanceof ProblemError)) throw error
      call.say(`${error.message} ${error.problem.advice}`)
    })
    return await core.doctor()
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const dataDir = call.dataDir()
    const examination = await examineWithoutLedger({ dataDir, version, clock: call.clock, problem: `${error.message} ${error.problem.advice}` })
    const key = call.environment().apiKey
    return { examination, report: await buildReport({ examination, db: null, dataDir, secrets: [...(await valuesInFile(dataDir)).flatMap(partsOf), ...(key ? [key] : [])] }) }
  }
}

/** @returns where it is. @throws ProblemError `unreadable`. */
async function write(target: string, files: readonly ReportFile[]): Promise<string> {
  try {
    if (target.endsWith('.txt')) {
      await writeFile(target, asOneText(files), { mode: 0o600 })
      return target
    }
    await mkdir(target, { recursive: true, mode: 0o700 })
    for (const { name, text } of files) await writeFile(path.join(target, name), text, { mode: 0o600 })
    return target
  } catch (error) {
    throw new ProblemError('unreadable', `The report cannot be written to ${target}: ${error instanceof Error ? error.message : String(error)}`, 'Choose another place.', { cause: error })
  }
}

function summary(findings: readonly Finding[]): string {
  const of = (level: Finding['level']): number => findings.filter((finding) => finding.level === level).length
  return of('trouble') + of('look') === 0 ? 'All is well.' : `${of('trouble')} in trouble, ${count(of('look'), 'thing')} to look at.`
}

/** As everywhere: a stopped account before an API that cannot be reached before whatever else needs somebody. */
function exitCodeOf(findings: readonly Finding[]): number {
  const has = (...codes: string[]): boolean => findings.some(({ level, code }) => level === 'trouble' && codes.includes(code))
  if (has('api-stopped', 'api-no-key', 'api-refuses')) return exitCodes.accountStopped
  if (has('api-unreachable')) return exitCodes.unreachable
  return findings.some(({ level }) => level === 'trouble') ? exitCodes.needsAttention : exitCodes.done
}
