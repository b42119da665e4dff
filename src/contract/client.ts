import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from './contract.ts'

/** The contract as its callers see it: one function a procedure, the same over every transport. */
export type GreenroomClient = ContractRouterClient<Contract>
