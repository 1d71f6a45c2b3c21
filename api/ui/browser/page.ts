// A page of a real browser, logged in. What the console complains about fails the test that saw it.
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { admin } from './service'

const out = join(import.meta.dirname, '../../../out/ui')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

function chromiumPath(): string {
  const found = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  if (!found) throw new Error('no Chromium; run .ci/setup browser')
  return found
}

export class Reader {
  private complaints: string[] = []
  private constructor(readonly browser: Browser, readonly context: BrowserContext, readonly page: Page, readonly url: string) {}

  static async open(options: { lang?: 'zh' | 'en'; width?: number; height?: number; tour?: boolean; logIn?: boolean } = {}): Promise<Reader> {
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] })
    const context = await browser.newContext({ viewport: { width: options.width ?? 1366, height: options.height ?? 768 }, acceptDownloads: true })
    const page = await context.newPage()
    const reader = new Reader(browser, context, page, inject('url'))
    page.setDefaultTimeout(15_000)
    page.on('console', (m) => m.type() === 'error' && !/401 \(Unauthorized\)/.test(m.text()) && reader.complaints.push(m.text()))
    page.on('pageerror', (e) => reader.complaints.push(String(e)))
    await context.addInitScript(([lang, tour]) => {
      localStorage.setItem('fenhu.lang', lang!)
      if (!tour) localStorage.setItem('fenhu.tour', 'seen')
    }, [options.lang ?? 'zh', options.tour ? 'yes' : ''] as const)
    if (options.logIn !== false) {
      await context.request.post(reader.url + '/api/v1/session', { data: admin })
    }
    return reader
  }

  async go(address: string) {
    await this.page.goto(this.url + address)
    await this.settled()
  }

  /** Waits until nothing is being read and every chart is drawn. */
  async settled() {
    await this.page.waitForLoadState('networkidle')
    await expect.poll(() => this.page.locator('.loading, .chart:not([data-drawn])').count(), { timeout: 15_000 }).toBe(0)
  }

  /** What the service answers to the one who is logged in. */
  async asked<T>(path: string): Promise<T> {
    const answer = await this.context.request.get(this.url + '/api/v1' + path)
    expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true)
    return (await answer.json()) as T
  }

  async picture(name: string) {
    mkdirSync(out, { recursive: true })
    await this.page.screenshot({ path: join(out, name + '.png') })
  }

  /** No fault that axe finds in contrast, names, roles and order, by WCAG 2.1 A and AA. */
  async isAccessible() {
    await this.page.evaluate(axe)
    const faults = await this.page.evaluate(async () => {
      const run = (window as unknown as { axe: { run: (c: unknown, o: unknown) => Promise<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }> } }).axe.run
      const result = await run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
      return result.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} (${n.failureSummary})`).join('; ')}`)
    })
    expect(faults).toEqual([])
  }

  async close() {
    const complaints = this.complaints
    await this.browser.close()
    expect(complaints, 'what the console complains about').toEqual([])
  }
}
