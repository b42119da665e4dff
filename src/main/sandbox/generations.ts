import { z } from 'zod'
import { json, type Answer } from './answers.ts'
import { refusal } from './errors.ts'
import { newId, type SandboxState } from './sandbox-state.ts'

const generation = z.object({
  model: z.enum(['doubao-seedance-2.0-face', 'doubao-seedance-2.0-fast-face']),
  prompt: z.string().optional(),
  image_with_roles: z.array(z.object({ url: z.string().startsWith('asset://'), role: z.string().min(1) })).min(1),
})

/** `POST /v1/videos/generations` with cleared assets; only what this sandbox cleared is known to it. */
export function generate(state: SandboxState, body: unknown): Answer {
  const parsed = generation.safeParse(body)
  if (!parsed.success) return refusal(400, parsed.error.issues.map((issue) => issue.path.join('.')).join('; '))
  const cleared = new Set([...state.outcomes.values()].flat().flatMap((asset) => (asset.passed ? `asset://${asset.assetId}` : [])))
  const unknown = parsed.data.image_with_roles.find(({ url }) => !cleared.has(url))
  if (unknown) return refusal(400, `素材 ${unknown.url} 不存在或未通过审核`)
  const id = newId(state, 'task')
  state.tasks.set(id, { kind: 'generation', id })
  return json(200, { code: 200, data: [{ status: 'submitted', task_id: id }] })
}
