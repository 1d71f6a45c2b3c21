import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { api, ask, may, Problem, session } from '../service/client'
import { Icon } from '../parts/icons'
import { Empty, Loading } from '../parts/state'
import { Toasts } from '../parts/toast'
import { screens, type Screen } from '../screens'
import { say, words } from '../words/words'
import { terms } from '../words/terms'
import { Login } from './login'
import { hrefOf, path } from './place'
import { TopBar } from './topbar'
import { offerTour, Tour } from './tour'

const w = words({
  skip: ['跳到内容', 'Skip to the content'],
  screens: ['页面', 'Screens'],
  unknown: ['没有这个页面', 'There is no such page'],
  toOverview: ['回到总览', 'To the overview'],
  denied: ['您的角色不能查看此页', 'Your role may not see this page'],
  broken: ['页面没有加载成功', 'The page could not be loaded'],
})

export function App() {
  const [problem, setProblem] = useState<Problem>()
  useEffect(() => {
    ask(api.GET('/api/v1/session')).then(
      (s) => (session.value = s),
      (e: unknown) => {
        if (e instanceof Problem && e.status === 401) session.value = null
        else setProblem(e instanceof Problem ? e : new Problem(0, { detail: String(e) }))
      },
    )
  }, [])
  const known = session.value
  useEffect(() => {
    if (known) offerTour()
  }, [Boolean(known)])
  if (known === undefined) {
    return problem ? (
      <div class="alone">
        <Empty icon="warning" title={problem.message}>
          <button type="button" class="button" onClick={() => location.reload()}>
            {terms.retry}
          </button>
        </Empty>
      </div>
    ) : null
  }
  if (known === null) return <Login />
  return (
    <div class="frame">
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); document.getElementById('main')?.focus() }}>
        {w.skip}
      </a>
      <TopBar />
      <Navigation />
      <main id="main" tabIndex={-1}>
        <Current />
      </main>
      <Tour />
      <Toasts />
    </div>
  )
}

const current = (): Screen | undefined => {
  const id = path.value.split('/')[1] || 'overview'
  return screens.find((s) => s.id === id)
}

function Navigation() {
  const here = current()
  return (
    <nav class="side" aria-label={w.screens}>
      <ul>
        {screens.filter((s) => !s.role || may(s.role)).map((s) => (
          <li key={s.id}>
            <a href={hrefOf('/' + s.id)} aria-current={s === here ? 'page' : undefined}>
              <Icon name={s.icon} size={18} />
              <span>{say(s.title)}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

const loaded = new Map<string, ComponentType>()

function Current() {
  const screen = current()
  const [, redraw] = useState(0)
  const [failed, setFailed] = useState('')
  useEffect(() => {
    if (!screen) return
    document.title = `${say(screen.title)} · ${terms.product}`
    if (loaded.has(screen.id)) return
    screen.load().then(
      (m) => {
        loaded.set(screen.id, m.default)
        redraw((n) => n + 1)
      },
      (e: unknown) => setFailed(String(e)),
    )
  })
  if (!screen) {
    return (
      <Empty title={w.unknown}>
        <a class="button" href={hrefOf('/overview')}>
          {w.toOverview}
        </a>
      </Empty>
    )
  }
  if (screen.role && !may(screen.role)) return <Empty title={w.denied} />
  const Body = loaded.get(screen.id)
  if (Body) return <Body key={screen.id} />
  if (failed) {
    return (
      <Empty icon="warning" title={w.broken}>
        <button type="button" class="button" onClick={() => location.reload()}>
          {terms.retry}
        </button>
      </Empty>
    )
  }
  return <Loading />
}
