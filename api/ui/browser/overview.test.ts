import { expect, it } from 'vitest'
import { fixed } from '../src/number/format'
import type { components } from '../gen/schema'
import { Reader } from './page'
import { admin } from './service'

type Runs = components['schemas']['ListRun']
type Allocation = components['schemas']['Allocation']

it('asks a stranger to log in and then shows what was asked for', async () => {
  const r = await Reader.open({ logIn: false })
  await r.go('/overview?unit=yi')
  await r.picture('login')
  await r.isAccessible()
  await r.page.getByLabel('用户名').fill(admin.login)
  await r.page.getByLabel('密码').fill('wrong')
  await r.page.getByRole('button', { name: '登录' }).click()
  await r.page.getByText('用户名或密码错误').waitFor()
  await r.page.getByLabel('密码').fill(admin.password)
  await r.page.getByRole('button', { name: '登录' }).click()
  await r.page.getByRole('heading', { name: '总览' }).waitFor()
  expect(r.page.url()).toContain('unit=yi')
  await r.close()
})

for (const lang of ['zh', 'en'] as const) {
  it(`shows the figures of the last run as the service has them (${lang})`, async () => {
    const r = await Reader.open({ lang })
    await r.go('/overview')
    const { items } = await r.asked<Runs>('/runs?basin=fen-hutuo&status=done')
    const a = await r.asked<Allocation>(`/runs/${items[0]!.id}/summary`)
    const figures = await r.page.locator('.figure-value').allInnerTexts()
    expect(figures[0]).toContain(fixed(a.indicators.demand, 0))
    expect(figures[1]).toContain(fixed(a.indicators.delivery, 0))
    expect(figures[2]).toContain(fixed(a.indicators.shortage, 0))
    await r.picture(`overview-${lang}`)
    await r.isAccessible()
    await r.close()
  })
}

it('can be read on a telephone', async () => {
  const r = await Reader.open({ width: 390, height: 844 })
  await r.go('/overview')
  const wide = await r.page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(390)
  await r.picture('overview-phone')
  await r.close()
})

it('answers an address that it does not know with a way back', async () => {
  const r = await Reader.open()
  await r.go('/nowhere')
  await r.page.getByText('没有这个页面').waitFor()
  await r.page.getByRole('link', { name: '回到总览' }).click()
  await r.page.getByRole('heading', { name: '总览' }).waitFor()
  await r.close()
})
