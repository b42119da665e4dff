export { NeedsYouScreen } from './needs-you-screen.tsx'
