import { addSignIn, listSignIns, readSignIn, revokeSignIn, servedAt } from '../ledger/sign-ins.ts'
import { hashOfToken, newSignInToken } from '../sign-in-token.ts'
import { os } from './base.ts'
import { stamp } from './core-state.ts'

export const signIns = {
  list: os.signIns.list.handler(async ({ context: { core } }) => ({ rows: await listSignIns(core.context.ledger.read), servedAt: await servedAt(core.context.ledger.read) })),
  add: os.signIns.add.handler(async ({ input: { name, role }, context: { core } }) => {
    const token = newSignInToken()
    const id = await core.context.ledger.transact((tx) => addSignIn(tx, { name, role, tokenHash: hashOfToken(token) }, stamp(core)))
    return { signIn: await readSignIn(core.context.ledger.read, id), token }
  }),
  revoke: os.signIns.revoke.handler(async ({ input: { id }, context: { core } }) => {
    await core.context.ledger.transact((tx) => revokeSignIn(tx, id, stamp(core)))
    return readSignIn(core.context.ledger.read, id)
  }),
}
