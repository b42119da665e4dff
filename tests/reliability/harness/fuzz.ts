import fc from 'fast-check'
import { report } from './report.ts'
import { harnessSetting, replay } from './setting.ts'

const setting = harnessSetting()

/** How often a property is tried: `short` times in CI, a hundred times as often in the soak. */
export async function tryOut<T>(what: string, file: string, inputs: fc.Arbitrary<T>, short: number, holds: (input: T) => Promise<void> | void): Promise<void> {
  const answer = await fc.check(fc.asyncProperty(inputs, async (input) => { await holds(input) }), { numRuns: setting.soak ? short * 100 : short, seed: setting.seed, interruptAfterTimeLimit: setting.soak ? 60_000 : 15_000 })
  if (answer.failed) throw new Error(`${what}: seed ${answer.seed}, path ${answer.counterexamplePath}\n${fc.stringify(answer.counterexample).slice(0, 2_000)}\n${answer.errorInstance instanceof Error ? (answer.errorInstance.stack ?? '') : String(answer.errorInstance)}\nreplay: ${replay(setting, file)}`)
  report({ part: 'fuzz', fault: what, tried: answer.numRuns, lost: 0, doubled: 0, recovered: null })
}

/** Strings that programs stumble over. */
const nasty = fc.constantFrom('', ' ', '\0', '\ud800', '\u202e', '__proto__', 'constructor', 'toString', '1e400', '-0', 'NaN', 'null', '../../etc/passwd', '%', '%00', "'; DROP TABLE clip;--", '😀'.repeat(50), 'x'.repeat(70_000), '\r\n', '\ufeff', 'asset://', 'http://', 'file:///etc/passwd')
export const anyText = fc.oneof({ weight: 3, arbitrary: fc.string({ unit: 'binary' }) }, { weight: 2, arbitrary: fc.string() }, { weight: 2, arbitrary: nasty })

/** Any JSON value, with the words the service uses among its keys, so that the readers get somewhere. */
export function anyJson(words: readonly string[]): fc.Arbitrary<unknown> {
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 5, depthSize: 'small' },
      { weight: 3, arbitrary: fc.constantFrom<unknown>(null, true, false, 0, -1, 200, 400, 401, 429, 500, 1e308, 'completed', 'failed', 'processing', 'Active', 'Failed', 'task-1', 'asset-1', 'asset://asset-1') },
      { weight: 2, arbitrary: anyText }, { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
      { weight: 3, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
      { weight: 5, arbitrary: fc.dictionary(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: anyText }), tie('value'), { maxKeys: 5 }) }),
  }))
  // As it comes over the wire: `__proto__` is then a key like any other.
  return value.map((json) => JSON.parse(JSON.stringify(json)) as unknown)
}

/** JSON as deep as a body of a megabyte can be. */
export const veryDeep: readonly string[] = ['['.repeat(400_000) + ']'.repeat(400_000), `${'{"data":'.repeat(100_000)}1${'}'.repeat(100_000)}`, `{"code":200,"data":{"id":"task-1","status":"completed","result":{"assets":[${'['.repeat(200_000)}${']'.repeat(200_000)}],"raw_response":${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}}}}`]
