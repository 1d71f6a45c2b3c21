import { signal } from '@preact/signals'
import { Icon } from './icons'

interface Message {
  id: number
  text: string
  bad: boolean
}

const messages = signal<Message[]>([])
let count = 0

/** Says for a while what was done, or what went wrong. */
export function tell(text: string, bad = false) {
  const id = ++count
  messages.value = [...messages.value, { id, text, bad }]
  setTimeout(() => (messages.value = messages.value.filter((m) => m.id !== id)), bad ? 8000 : 4000)
}

/** Does something that may be refused, and says so when it is. */
export async function attempt<T>(what: Promise<T>, done?: string): Promise<T | undefined> {
  try {
    const out = await what
    if (done) tell(done)
    return out
  } catch (e) {
    tell(e instanceof Error ? e.message : String(e), true)
    return undefined
  }
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {messages.value.map((m) => (
        <p key={m.id} class={m.bad ? 'toast bad' : 'toast'}>
          <Icon name={m.bad ? 'warning' : 'check'} /> {m.text}
        </p>
      ))}
    </div>
  )
}
