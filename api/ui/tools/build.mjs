// Builds the interface into dist when anything that it is made of has changed since it was built last.
//   node tools/build.mjs [openapi.json]   the API's document, as `fenhu openapi` prints it
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [given] = process.argv.slice(2)
const from = given && join(process.cwd(), given)
process.chdir(root)

function* files(path) {
  if (!statSync(path).isDirectory()) return yield path
  for (const name of readdirSync(path).sort()) yield* files(join(path, name))
}

function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of files(path)) hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
const stamp = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '')

mkdirSync('gen', { recursive: true })
if (from) {
  const document = JSON.parse(readFileSync(from, 'utf8'))
  delete document.info.version // a new version of the program alone is no reason to build
  writeFileSync('gen/openapi.json', JSON.stringify(document))
}
if (!existsSync('gen/openapi.json')) {
  console.error('gen/openapi.json is missing; run `make ui` in the root of the project')
  process.exit(1)
}

const packages = hashOf(['package.json', 'package-lock.json'])
const sources = hashOf(['package.json', 'package-lock.json', 'index.html', 'vite.config.ts', 'tsconfig.json', 'public', 'src', 'tools', 'gen/openapi.json'])
if (stamp('node_modules/.fenhu') !== packages) {
  run('npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error')
  writeFileSync('node_modules/.fenhu', packages)
}
if (stamp('gen/built') !== sources || !existsSync('dist/index.html')) {
  run(process.execPath, 'tools/types.mjs')
  run(process.execPath, 'node_modules/typescript/bin/tsc', '--noEmit')
  for (const name of readdirSync('dist')) if (name !== '.gitkeep') rmSync(join('dist', name), { recursive: true })
  run(process.execPath, 'node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn')
  writeFileSync('gen/built', sources)
  console.error('ui: built')
}
