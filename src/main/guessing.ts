/** What a host may use to keep those who guess from keeping it busy. */
export { createGuessBrake, type GuessBrake } from './publishing/guess-brake.ts'
