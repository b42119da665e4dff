/** What a run of the harness was told: `npm run soak` tells, CI leaves all as it is. */
export interface HarnessSetting {
  /** The long form. */
  soak: boolean
  seed: number
  /** Only this lane of the kills; null: all. */
  lane: number | null
  kills: number
}

export const shortKills = 200
export const soakKills = 2_000

export function harnessSetting(env: Record<string, string | undefined> = process.env): HarnessSetting {
  const soak = env['RELIABILITY_SOAK'] === '1'
  return {
    soak,
    seed: Number(env['RELIABILITY_SEED'] ?? 20_260_105),
    lane: env['RELIABILITY_LANE'] === undefined ? null : Number(env['RELIABILITY_LANE']),
    kills: Number(env['RELIABILITY_KILLS'] ?? (soak ? soakKills : shortKills)),
  }
}

/** The command that does the same again. */
export function replay({ soak, seed, kills }: HarnessSetting, file: string, lane: number | null = null): string {
  return `npm run soak -- ${soak ? '' : '--short '}--seed ${seed}${lane === null ? '' : ` --kills ${kills} --lane ${lane}`} ${file}`
}
