// The way of a newcomer, by clicking only: which county is short in the very dry year, why, and what the link from the
// south main to the Hutuo changes.
import { expect, it } from 'vitest'
import type { components } from '../gen/schema'
import { fixed } from '../src/number/format'
import { Reader } from './page'

type Schemas = components['schemas']

it('leads from the overview to the shortage, its cause, a run with the link, and the comparison', async () => {
  const r = await Reader.open()
  const { page } = r
  await r.go('/')
  const before = (await r.asked<Schemas['ListRun']>('/runs?basin=fen-hutuo&status=done')).items.find((x) => x.summary.p === 95)!
  await page.getByRole('link', { name: '结果' }).click()
  await page.getByLabel('计算', { exact: true }).selectOption(before.id)
  await r.settled()

  const a = await r.asked<Schemas['Allocation']>(`/runs/${before.id}/result`)
  for (const c of a.counties) {
    for (const s of c.sectors) {
      const shown = (await page.locator(`[data-cell="${c.id}/${s.sector}"]`).innerText()).replace(/[\u202f\s]/g, '')
      // A cell may differ from the service's figure by less than one unit, so that rows and columns add up as shown.
      expect(Math.abs((shown === '·' ? 0 : Number(shown)) - s.shortage), `${c.id}/${s.sector}`).toBeLessThan(1)
    }
  }
  expect(await page.locator('.matrix tr.total td').nth(-2).innerText()).toBe(fixed(a.indicators.shortage, 0))
  await r.picture('results')
  await r.isAccessible()

  await page.locator('[data-cell="fanshi/irrigation"]').click()
  await page.getByText('下茹越水库已降至死水位').waitFor()
  await page.getByText('繁峙县地下水年可开采量', { exact: false }).last().waitFor()
  await r.picture('results-why')
  await r.isAccessible()

  await page.getByRole('link', { name: '打开一项工程再算一次' }).click()
  await page.getByLabel('标题').fill('连通')
  await page.getByRole('group', { name: '万家寨引黄南干线与滹沱河连通' }).getByRole('button', { name: '启用' }).click()
  await r.picture('runs-new')
  await page.getByRole('button', { name: '提交计算' }).click()
  await page.locator('tr', { hasText: '连通' }).getByText('完成').waitFor({ timeout: 45_000 })
  await r.settled()
  await r.picture('runs')
  await r.isAccessible()

  const after = (await r.asked<Schemas['ListRun']>('/runs?basin=fen-hutuo&title=连通')).items[0]!
  await page.getByLabel(`选择对比: ${before.title}`).check()
  await page.getByLabel('选择对比: 连通').check()
  await page.getByRole('link', { name: '对比所选 2 次' }).click()
  await r.settled()
  const c = await r.asked<Schemas['Comparison']>(`/compare?runs=${before.id},${after.id}`)
  const shortage = c.totals.find((t) => t.id === 'shortage')!
  expect(shortage.changes[1]).toBeLessThan(0)
  await page.getByText('缺水减少').waitFor()
  expect(await page.locator('.figure-value.good').innerText()).toContain(fixed(-shortage.changes[1]!, 0))
  await r.picture('compare')
  await r.isAccessible()

  const file = page.waitForEvent('download')
  await page.getByRole('link', { name: '下载 Excel' }).click()
  expect((await file).suggestedFilename()).toMatch(/\.xlsx$/)
  await r.close()
})

it('shows every view of a result in English, with its charts drawn', async () => {
  const r = await Reader.open({ lang: 'en' })
  for (const view of ['monthly', 'balance', 'flows', 'sections', 'reservoirs', 'values']) {
    await r.go(`/results?view=${view}`)
    await r.picture(`results-${view}-en`)
    await r.isAccessible()
    const text = await r.page.locator('main').evaluate((main) => {
      const copy = main.cloneNode(true) as HTMLElement
      copy.querySelectorAll('select').forEach((s) => s.remove()) // titles of runs are as people wrote them
      return copy.textContent
    })
    expect(text, view).not.toMatch(/[\u4e00-\u9fff]{2,}/)
  }
  await r.close()
})
