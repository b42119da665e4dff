import { Notifications } from '@mantine/notifications'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Route, Router, Switch, useLocation } from 'wouter'
import { orpc } from './bridge/client.ts'
import { createQueryClient } from './bridge/query-client.ts'
import { ActivityScreen } from './features/activity/index.tsx'
import { ClipsScreen } from './features/clips/index.tsx'
import { FirstRunScreen } from './features/first-run/index.tsx'
import { FoldersScreen } from './features/folders/index.tsx'
import { NeedsYouScreen } from './features/needs-you/index.tsx'
import { OverviewScreen } from './features/overview/index.tsx'
import { PeopleScreen } from './features/people/index.tsx'
import { PersonScreen } from './features/person/index.tsx'
import { SettingsScreen } from './features/settings/index.tsx'
import { DesktopFrame } from './frame/desktop-frame.tsx'
import { useHashPlace } from './frame/hash-location.ts'
import { LiveFrame } from './frame/live-frame.tsx'
import { NothingHere } from './frame/nothing-here.tsx'
import { places } from './frame/places.ts'
import { ScreenBoundary } from './frame/screen-boundary.tsx'
import { ThemeProvider } from './theme/theme-provider.tsx'

/** On the very first start the screens open where one begins. */
function useFirstRun(): void {
  const [location, navigate] = useLocation()
  const { data: about } = useQuery(orpc.host.about.queryOptions())
  const sent = useRef(false)
  useEffect(() => {
    if (!about?.firstRun || sent.current || location !== '/') return
    sent.current = true
    navigate(places.firstRun(), { replace: true })
  }, [about, location, navigate])
}

function Screens() {
  useFirstRun()
  const [location] = useLocation()
  return (
    <ScreenBoundary key={location}>
      <Switch>
        <Route path="/"><OverviewScreen /></Route>
        <Route path="/needs-you"><NeedsYouScreen /></Route>
        <Route path="/people"><PeopleScreen /></Route>
        <Route path="/people/:id">{({ id }) => (/^\d+$/.test(id) ? <PersonScreen groupId={Number(id)} /> : <NothingHere />)}</Route>
        <Route path="/clips"><ClipsScreen /></Route>
        <Route path="/folders"><FoldersScreen /></Route>
        <Route path="/activity"><ActivityScreen /></Route>
        <Route path="/settings"><SettingsScreen /></Route>
        <Route path="/first-run"><FirstRunScreen /></Route>
        <Route><NothingHere /></Route>
      </Switch>
    </ScreenBoundary>
  )
}

/** The application: language is started by then; theme, queries and places are given here. */
export function App() {
  const [queries] = useState(createQueryClient)
  return (
    <ThemeProvider>
      <QueryClientProvider client={queries}>
        <DesktopFrame />
        <Notifications position="bottom-right" limit={3} />
        <Router hook={useHashPlace} searchHook={useHashPlace.searchHook} hrefs={(href) => `#${href}`}>
          <LiveFrame><Screens /></LiveFrame>
        </Router>
      </QueryClientProvider>
    </ThemeProvider>
  )
}
