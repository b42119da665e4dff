export { useDeed } from '../clips/use-deed.ts'
