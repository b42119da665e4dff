import type { Command } from 'commander'
import type { SignIn } from '../../contract/models/sign-in.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { wrongUsage } from '../problem-of.ts'
import { table } from '../table.ts'
import { clockTime } from '../words.ts'

export function addAccessCommand(program: Command, call: Call): void {
  const access = program.command('access').description('who may open the screens of serve, besides whoever started it')
  access.command('list').description('who may, when they last did, and from where').action(() => call.run(() => list(call)))
  access
    .command('add')
    .description('a sign-in of their own for one person; its link is shown this once')
    .argument('<name>', 'what to call them, in the history too')
    .option('--viewer', 'may look at everything and change nothing', false)
    .action((name: string, options: { viewer: boolean }) => call.run(() => add(call, name, options.viewer)))
  access.command('revoke').description('end a sign-in at once, wherever it is in use').argument('<name>', 'whose').action((name: string) => call.run(() => revoke(call, name)))
}

async function list(call: Call): Promise<number> {
  const { client } = await call.openCore()
  const { rows } = await client.signIns.list()
  const holding = rows.filter(({ revokedAt }) => revokedAt === null)
  const shown = holding.map(({ name, role, createdAt, madeBy, lastSeenAt, lastSeenFrom }) => [name, role, `${clockTime(createdAt, call.clock.now())} by ${madeBy}`, lastSeenAt === null ? 'never' : `${clockTime(lastSeenAt, call.clock.now())} from ${lastSeenFrom ?? 'somewhere'}`])
  call.answer({ signIns: rows }, shown.length > 0 ? table(['Name', 'Role', 'Made', 'Last seen'], shown) : 'Only whoever started greenroom serve may open its screens. To let somebody else: greenroom access add NAME\n')
  return exitCodes.done
}

async function add(call: Call, name: string, viewer: boolean): Promise<number> {
  const { client } = await call.openCore()
  const { signIn, token } = await client.signIns.add({ name, role: viewer ? 'viewer' : 'operator' })
  const { servedAt } = await client.signIns.list()
  const links = servedAt.map((origin) => `${origin}/?token=${token}`)
  call.answer({ signIn, token, links }, wordsOf(signIn, token, links))
  return exitCodes.done
}

function wordsOf({ name, role }: SignIn, token: string, links: readonly string[]): string {
  const may = role === 'viewer' ? 'may look at everything and change nothing' : 'may do everything'
  const where = links.length > 0 ? `Their link, shown this once:\n${links.map((link) => `  ${link}`).join('\n')}` : `Nothing serves the screens now. Their link, shown this once, is the address of greenroom serve and this:\n  /?token=${token}`
  const near = links.length > 0 && links.every((link) => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(link).hostname))
  return `${name} ${may}.\n${where}\n${near ? 'It opens on this machine only; for others on the network: greenroom serve --host 0.0.0.0\n' : ''}Whoever has the link comes in as ${name}. To end it: greenroom access revoke ${JSON.stringify(name)}\n`
}

async function revoke(call: Call, name: string): Promise<number> {
  const { client } = await call.openCore()
  const { rows } = await client.signIns.list()
  const found = rows.find((each) => each.revokedAt === null && each.name.toLowerCase() === name.trim().toLowerCase())
  if (!found) throw wrongUsage(`Nobody named ${name} may open the screens.`, 'To see who may: greenroom access list')
  const signIn = await client.signIns.revoke({ id: found.id })
  call.answer({ signIn }, `${signIn.name} may open the screens no longer; what they had open is ended.\n`)
  return exitCodes.done
}
