export { RescueScreen } from './rescue-screen.tsx'
