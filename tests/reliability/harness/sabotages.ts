/** One way to break the code on purpose, and the test that must then fail. */
export interface Sabotage {
  /** 1: no clip is lost. 2: no batch is sent twice. 3: nothing is silent. */
  promise: 1 | 2 | 3
  what: string
  /** Below the project's root. */
  file: string
  from: string
  to: string
  test: string
  /** Part of the test's name. */
  named: string
}

export const sabotages: readonly Sabotage[] = [
  {
    promise: 1, what: 'an answer that cannot be written is dropped instead of kept', file: 'src/main/runners/write-through.ts',
    from: 'if (!mayPass(error) || context.ending.aborted) throw error', to: 'if (mayPass(error) || context.ending.aborted) throw error',
    test: 'tests/reliability/machine.disk.test.ts', named: 'while answers about reviews are on their way',
  },
  {
    promise: 1, what: 'a batch that could not be sent does not give its clips back', file: 'src/main/ledger/record-submission.ts',
    from: "to: 'ready', from: ['submitting'], data: { because: end.why }", to: "to: 'ready', from: ['held'], data: { because: end.why }",
    test: 'tests/reliability/network.doors.test.ts', named: 'connections refused',
  },
  {
    promise: 1, what: 'an intake whose gate was half open is not gone on with at the next start', file: 'src/main/runners/intake-flow.ts',
    from: 'for (const intake of halfDone) {', to: 'for (const intake of halfDone.slice(halfDone.length)) {',
    test: 'tests/reliability/kills.intakes.test.ts', named: 'gate half open',
  },
  {
    promise: 1, what: 'a scan that was cut short is not ended at the next start', file: 'src/main/core.ts',
    from: 'await endInterruptedScans(tx, now)', to: 'await Promise.resolve(endInterruptedScans)',
    test: 'tests/reliability/kills.intakes.test.ts', named: 'while a list of 700',
  },
  {
    promise: 2, what: 'a lost answer is taken for a request that was never sent', file: 'src/main/domain/submission-answer.ts',
    from: "if (observation.kind === 'unsent') return", to: "if (observation.kind !== 'answer') return",
    test: 'tests/reliability/network.requests.test.ts', named: 'a call: reset after the request',
  },
  {
    promise: 2, what: 'a gateway’s error page is taken for a refusal', file: 'src/main/domain/submission-answer.ts',
    from: "return unknown(status >= 500 && status < 600 ? 'server-error' : 'odd-status', words)", to: 'return verdict(status, words)',
    test: 'tests/reliability/service.submissions.test.ts', named: '502 as a page, accepted',
  },
  {
    promise: 2, what: 'what a dead process left *sending* is planned again', file: 'src/main/ledger/record-submission.ts',
    from: "await moveBatch(tx, batch.id, 'outcome-unknown', { now, actor: 'system' }, { why_kind: 'process-ended', why_message: message })", to: "await moveBatch(tx, batch.id, 'planned', { now, actor: 'system' }); await moveClips(tx, (await tx.selectFrom('clip').select('id').where('batch_id', '=', batch.id).execute()).map((clip) => ({ clipId: clip.id, to: 'ready' as const })), { now, actor: 'system' })",
    test: 'tests/runners/crash.kill.test.ts', named: 'killed',
  },
  {
    promise: 3, what: 'an account’s stop is no event', file: 'src/main/ledger/accounts.ts',
    from: "what: 'account.stopped', accountId: id, data: { name: before.name, stop, reason } }])", to: "what: 'account.changed', accountId: id, data: { name: before.name, stop, reason } }])",
    test: 'tests/reliability/service.submissions.test.ts', named: '401 as a page',
  },
  {
    promise: 3, what: 'being offline is told again at every try', file: 'src/main/ledger/accounts.ts',
    from: 'if (before.trouble !== trouble.kind) {', to: 'if (before.id > 0) {',
    test: 'tests/reliability/network.doors.test.ts', named: 'connections refused',
  },
  {
    promise: 3, what: 'a review the service refuses to speak of is asked about for ever', file: 'src/main/runners/follow-runner.ts',
    from: "if (now - oddSince < unknownWordMs) return later(oddSince)\n    return { kind: 'unclear', why: 'review-refused'", to: "if (now - oddSince < Infinity) return later(oddSince)\n    return { kind: 'unclear', why: 'review-refused'",
    test: 'tests/reliability/service.reviews.test.ts', named: '400 for a day',
  },
  {
    promise: 3, what: 'a verification that waits does not say why', file: 'src/main/runners/session-runner.ts',
    from: 'Math.max(retry_at, error.retryDueAt ?? 0), problem })', to: 'Math.max(retry_at, error.retryDueAt ?? 0) })',
    test: 'tests/reliability/service.verifications.test.ts', named: 'session: 500 in the vendor',
  },
  {
    promise: 3, what: 'what a folder waits for is told each time it comes and goes', file: 'src/main/ledger/folder-causes.ts',
    from: 'const again = told.includes(cause)', to: 'const again = told.length > 99',
    test: 'tests/runners/folders.causes.test.ts', named: 'told once for each cause',
  },
  {
    promise: 3, what: 'a folder whose looking through failed is not tried again', file: 'src/main/runners/folder-runner.ts',
    from: "const cutShort = folder.state !== 'watching' || live.failed", to: "const cutShort = folder.state === 'paused'",
    test: 'tests/runners/folders.causes.test.ts', named: 'cannot be looked through',
  },
]
