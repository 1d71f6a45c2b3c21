import { useState } from 'preact/hooks'
import { api, ask, Problem, session } from '../service/client'
import { forgetAll } from '../service/use'
import { Field } from '../parts/field'
import { Faults } from '../parts/state'
import { words } from '../words/words'
import { terms } from '../words/terms'
import { LanguageSwitch } from './topbar'

const w = words({
  title: ['登录', 'Log in'],
  login: ['用户名', 'Login'],
  password: ['密码', 'Password'],
  go: ['登录', 'Log in'],
  line: ['流域水资源优化配置', 'Water allocation for river basins'],
  first: ['首次使用：服务启动时在终端给出建立管理员的链接。', 'First use: the service prints a link to make the admin when it starts.'],
})

/** The log-in. What was to be shown stays in the address and is shown afterwards. */
export function Login() {
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const submit = async (e: Event) => {
    e.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      const s = await ask(api.POST('/api/v1/session', { body: { login, password } }))
      forgetAll()
      session.value = s
    } catch (x) {
      setProblem(x instanceof Problem ? x : new Problem(0, { detail: String(x) }))
      setBusy(false)
    }
  }
  return (
    <div class="login">
      <main class="login-card">
        <div class="login-brand">
          <img src="/icon.svg" alt="" width="40" height="40" />
          <div>
            <h1>{terms.product}</h1>
            <p>{w.line}</p>
          </div>
        </div>
        <form onSubmit={submit}>
          <Field label={w.login}>
            {(its) => <input {...its} autocomplete="username" required maxLength={64} autofocus value={login} onInput={(e) => setLogin(e.currentTarget.value)} />}
          </Field>
          <Field label={w.password}>
            {(its) => <input {...its} type="password" autocomplete="current-password" required maxLength={256} value={password} onInput={(e) => setPassword(e.currentTarget.value)} />}
          </Field>
          {problem && <Faults problem={problem} />}
          <button class="button primary wide" disabled={busy}>
            {w.go}
          </button>
        </form>
        <p class="login-more">{w.first}</p>
        <LanguageSwitch />
      </main>
    </div>
  )
}
