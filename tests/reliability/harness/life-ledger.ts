/** The thread that holds a life's ledger, where it lives apart: the same as the product's, with the kill switch in it. */
import './kill-switch.ts'
import '../../../src/main/ledger/ledger-worker.ts'
