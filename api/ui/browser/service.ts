// Starts the real program on a free port with a database of its own, and ends it. FENHU_URL tests a service that runs already.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

export const admin = { login: 'admin', password: 'a-long-enough-password' }

declare module 'vitest' {
  export interface ProvidedContext {
    url: string
  }
}

export default async function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), 'fenhu-ui-'))
  const program = process.env.FENHU_BINARY ?? join(import.meta.dirname, '../../../bin/fenhu')
  const child = spawn(program, ['serve', '--addr', '127.0.0.1:0', '--db', `sqlite:${folder}/test.db`, '--design-years', '--lang', 'zh', '--rate', '-1'], {
    env: { ...process.env, FENHU_ADMIN_USER: admin.login, FENHU_ADMIN_PASSWORD: admin.password },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (data: Buffer) => {
      said += data
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
      if (found) resolve(found[0])
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', (d: Buffer) => (said += d))
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`the service ended with ${code}:\n${said.slice(-2000)}`)))
  })
  project.provide('url', url)
  return async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}
