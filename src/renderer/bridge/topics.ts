import type { Topic } from '../../contract/models/event.ts'

/** Topic → the routers of the contract whose answers it may have changed. */
export const touched: Record<Topic, readonly string[]> = {
  clips: ['clips', 'links', 'assets', 'batches', 'groups', 'folders', 'overview', 'cue'],
  batches: ['batches', 'overview', 'cue'],
  groups: ['groups', 'forgettings', 'overview', 'cue'],
  folders: ['folders'],
  sessions: ['sessions', 'groups', 'attention'],
  intakes: ['intakes', 'attention', 'overview'],
  account: ['accounts', 'host', 'cue', 'overview', 'attention'],
  attention: ['attention', 'limits', 'overview', 'cue', 'doctor'],
  activity: ['activity', 'overview'],
  links: ['links'],
  preparations: ['preparations'],
  channels: ['channels'],
  networks: ['networks'],
  'sign-ins': ['signIns', 'host'],
}

/** Whether a query (by its oRPC key, `[path, options]`) shows something of these topics. */
export function concerns(queryKey: readonly unknown[], topics: Iterable<Topic>): boolean {
  const path = queryKey[0]
  const router: unknown = Array.isArray(path) ? path[0] : undefined
  if (typeof router !== 'string') return false
  for (const topic of topics) {
    if (touched[topic].includes(router)) return true
  }
  return false
}
