/**
 * The core says where in the screens something is mended; the command line names the command instead.
 * What is not listed here falls back to the screens, which `greenroom serve` shows.
 */
const places: readonly (readonly [RegExp, string])[] = [
  // Where a text names both, the command alone is left.
  [/ ?in Settings,? under \w+, or with: /g, ' with: '],
  [/Test your links in Settings/g, 'Test your links with greenroom publish test'],
  [/ in Settings,? under Links,?/g, ' with greenroom publish set'],
  [/way of making links in Settings/g, 'way of making links with greenroom publish set'],
  [/requests a minute in Settings/g, 'requests a minute with greenroom account set --submit-rpm N'],
  [/ in Settings,? under Accounts/g, ' with greenroom account set'],
  [/Choose one of the accounts under Settings\./g, 'Name another one with --account.'],
  [/Choose one under People\./g, 'greenroom groups list names everyone.'],
  [/Start a new one under People\./g, 'Start a new one: greenroom groups verify --name NAME'],
  [/\b(in|under) (Settings|People|Folders|Clips|Activity|Needs you)\b/g, '$1 $2 of the screens (greenroom serve --open)'],
]

/** A text of the core with its places of the screens turned into commands. */
export function asCommands(text: string): string {
  return places.reduce((words, [place, command]) => words.replace(place, command), text)
}
