import { startGreenroom, startGreenroomAt } from './greenroom.ts'
import { card, dialog, go } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

// The simulator's page for the phone has no icon.
test.use({ expectedErrors: [/favicon\.ico/] })

test.describe('in the sandbox', () => {
  const greenroom = forAllTests(() => startGreenroom({ scenario: 'demo' }))

  test('a person passes on their phone, has finished, and has a group', async ({ page, context }) => {
    await greenroom().open(page, '/people')
    await expect(page.getByText('Nobody here yet.')).toBeVisible()
    await page.getByRole('button', { name: 'Verify a person' }).click()
    await dialog(page).getByRole('button', { name: 'Start the session' }).click()
    await expect(dialog(page).getByText('Give the person a name.')).toBeVisible()
    await dialog(page).getByLabel('Name', { exact: true }).fill('Lin')
    await dialog(page).getByLabel('Consent note').fill('Signed on 12 March, folder 3.')
    await dialog(page).getByRole('button', { name: 'Start the session' }).click()

    await expect(dialog(page).getByRole('img', { name: 'QR code of the link for Lin' })).toBeVisible()
    await expect(dialog(page).getByRole('timer')).toHaveText(/^[12]:\d\d$/)
    const phone = context.waitForEvent('page')
    await dialog(page).getByRole('button', { name: 'Open it here' }).click()
    await (await phone).getByRole('button', { name: 'Pass' }).click()
    await expect((await phone).getByRole('heading', { name: 'Passed' })).toBeVisible()
    // The phone came back to Greenroom, which goes on by itself.
    await expect(dialog(page).getByText('Lin is verified.')).toBeVisible()
    await dialog(page).getByRole('button', { name: 'Open Lin' }).click()
    await expect(page.getByRole('heading', { name: 'Lin', level: 1 })).toBeVisible()
    const [lin] = await greenroom().client.groups.list({})
    await expect(page.getByText(lin?.remoteId ?? '', { exact: true })).toBeVisible()
    await expect(page.getByText('Signed on 12 March, folder 3.')).toBeVisible()
  })

  test('a person who did not pass gets a new session', async ({ page, context }) => {
    await greenroom().open(page, '/people')
    await page.getByRole('button', { name: 'Verify a person' }).click()
    await dialog(page).getByLabel('Name', { exact: true }).fill('Mo')
    await dialog(page).getByRole('button', { name: 'Start the session' }).click()
    const onThePhone = async (button: string, heading: string) => {
      const opening = context.waitForEvent('page')
      await dialog(page).getByRole('button', { name: 'Open it here' }).click()
      const phone = await opening
      await phone.getByRole('button', { name: button }).click()
      // Closed any earlier, the page would take its answer with it.
      await expect(phone.getByRole('heading', { name: heading })).toBeVisible()
      await phone.close()
    }
    await onThePhone('Fail', 'Not passed')
    await expect(dialog(page).getByText('The service did not verify Mo.')).toBeVisible()
    await dialog(page).getByRole('button', { name: 'New session' }).click()
    await onThePhone('Pass', 'Passed')
    await expect(dialog(page).getByText('Mo is verified.')).toBeVisible()
    await dialog(page).getByRole('button', { name: 'Done' }).click()
    await expect(page.getByRole('article', { name: 'Mo' })).toBeVisible()
  })

  test('a group that is there already is used by its id, with a note that can be changed', async ({ page }) => {
    await greenroom().open(page, '/people')
    await page.getByRole('button', { name: 'Use an existing group' }).click()
    await dialog(page).getByRole('button', { name: 'Use this group' }).click()
    await expect(dialog(page).getByText('Give the group’s id.')).toBeVisible()
    await dialog(page).getByLabel('Group id').fill('group-20260312-ana')
    await dialog(page).getByLabel('Name', { exact: true }).fill('Ana')
    await dialog(page).getByLabel('Project').fill('winter-film')
    await dialog(page).getByRole('button', { name: 'Use this group' }).click()
    await expect(page.getByRole('heading', { name: 'Ana', level: 1 })).toBeVisible()
    await expect(page.getByText('group-20260312-ana')).toBeVisible()
    await expect(page.getByText('Project winter-film')).toBeVisible()

    await page.getByRole('button', { name: /No consent note yet/ }).or(page.getByRole('button', { name: 'Change the consent note' })).click()
    await page.getByLabel('Consent note').fill('Release signed, valid until 2027.')
    await page.getByRole('button', { name: 'Save note' }).click()
    await expect(page.getByText('Release signed, valid until 2027.')).toBeVisible()
    await page.reload()
    await expect(page.getByText('Release signed, valid until 2027.')).toBeVisible()

    await page.getByRole('button', { name: 'Fast' }).click()
    await dialog(page).getByRole('radio', { name: 'Certain' }).check()
    await dialog(page).getByRole('button', { name: 'Change' }).click()
    await expect(page.getByRole('button', { name: 'Certain' })).toBeVisible()

    await go(page, 'People')
    await page.getByRole('button', { name: 'Use an existing group' }).click()
    await dialog(page).getByLabel('Group id').fill('group-20260312-ana')
    await dialog(page).getByLabel('Name', { exact: true }).fill('Ana again')
    await dialog(page).getByLabel('Project').fill('winter-film')
    await dialog(page).getByRole('button', { name: 'Use this group' }).click()
    await expect(dialog(page).getByRole('alert')).toContainText('Ana')
  })
})

test.describe('a link that is no good any more', () => {
  const greenroom = forAllTests(() => startGreenroomAt({ scenario: 'token-spent' }))

  test('a link spent by an early question, and one that is too old, each lead to a new session', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const { sandbox } = greenroom()
    await greenroom().open(page, '/people')
    await page.getByRole('button', { name: 'Verify a person' }).click()
    await dialog(page).getByLabel('Name', { exact: true }).fill('Kim')
    await dialog(page).getByRole('button', { name: 'Start the session' }).click()
    await dialog(page).getByRole('button', { name: 'The person has finished' }).click()
    await expect(dialog(page).getByText('The link is used up: a verdict was asked for before Kim had finished.')).toBeVisible()

    sandbox.useScenario('token-expired')
    await dialog(page).getByRole('button', { name: 'New session' }).click()
    await expect(dialog(page).getByRole('timer')).toBeVisible()
    sandbox.putForward(3 * 60_000)
    await dialog(page).getByRole('button', { name: 'The person has finished' }).click()
    await expect(dialog(page).getByRole('button', { name: 'New session' })).toBeVisible()
    await expect(dialog(page).getByText('已过期')).toBeVisible()

    await dialog(page).getByRole('button', { name: 'New session' }).click()
    await dialog(page).getByRole('button', { name: 'Copy the link' }).click()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    const phone = await context.newPage()
    await phone.goto(link)
    await phone.getByRole('button', { name: 'Pass' }).click()
    await expect(dialog(page).getByText('Kim is verified.')).toBeVisible()
  })

  test('a session one walked away from waits under Needs you', async ({ page }) => {
    await greenroom().open(page, '/people')
    await page.getByRole('button', { name: 'Verify a person' }).click()
    await dialog(page).getByLabel('Name', { exact: true }).fill('Noor')
    await dialog(page).getByRole('button', { name: 'Start the session' }).click()
    await expect(dialog(page).getByRole('timer')).toBeVisible()
    await page.keyboard.press('Escape')
    await go(page, 'Needs you')
    await card(page, 'Noor is being verified').getByRole('button', { name: 'Show the QR code' }).click()
    await expect(dialog(page).getByRole('img', { name: 'QR code of the link for Noor' })).toBeVisible()
    const session = greenroom().sandbox.sessions().at(-1)
    await greenroom().sandbox.finishSession(session?.id ?? '', 'passed')
    await expect(dialog(page).getByText('Noor is verified.')).toBeVisible()
  })
})
