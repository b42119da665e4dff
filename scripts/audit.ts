/**
 * `npm audit` of what runs, where the registry answers it: fails on a vulnerability of moderate weight or more. Where
 * the registry has no such thing, or cannot be reached, it says so and fails nothing.
 */
import { spawnSync } from 'node:child_process'

const weights = ['moderate', 'high', 'critical'] as const

const ran = spawnSync('npm', ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=30000'], { encoding: 'utf8', timeout: 90_000, shell: process.platform === 'win32' })
const verdict = verdictOf(ran.stdout ?? '')
process.stdout.write(`${verdict.words}\n`)
process.exitCode = verdict.holds ? 0 : 1

function verdictOf(answer: string): { holds: boolean; words: string } {
  let report: { metadata?: { vulnerabilities?: Record<string, number> }; vulnerabilities?: Record<string, { severity: string }>; error?: { summary?: string; code?: string }; message?: string }
  try {
    report = JSON.parse(answer) as typeof report
  } catch {
    return { holds: true, words: `npm audit was not answered: ${ran.error?.message ?? 'npm said nothing that can be read'}. Nothing was audited.` }
  }
  const counts = report.metadata?.vulnerabilities
  if (!counts) return { holds: true, words: `npm audit was not answered by the registry: ${(report.error?.summary || report.error?.code || report.message || 'no reason given').split('\n')[0]?.replace(/https?:\/\/\S+/g, 'it')}. Nothing was audited.` }
  const bad = Object.entries(report.vulnerabilities ?? {}).filter(([, { severity }]) => (weights as readonly string[]).includes(severity))
  return bad.length === 0 ? { holds: true, words: 'npm audit: nothing of moderate weight or more in what runs' } : { holds: false, words: `npm audit: ${bad.map(([name, { severity }]) => `${name} (${severity})`).join(', ')}` }
}
