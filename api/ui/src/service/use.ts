// Reading from the service while rendering. What was read is kept by its key, so that screens that need the same read it once.
import { signal, type Signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { lang } from '../words/words'
import { Problem } from './client'

export interface Loaded<T> {
  data?: T
  error?: Problem
  loading: boolean
  reload: () => void
}

interface Entry {
  state: Signal<{ data?: unknown; error?: Problem; loading: boolean }>
  read: () => Promise<unknown>
  number: number
}

const kept = new Map<string, Entry>()
const most = 60 // whole results are large; the oldest are dropped

function start(entry: Entry) {
  const number = ++entry.number
  entry.state.value = { data: entry.state.peek().data, loading: true }
  entry.read().then(
    (data) => number === entry.number && (entry.state.value = { data, loading: false }),
    (e: unknown) => {
      if (number !== entry.number) return
      if (!(e instanceof Problem)) console.error(e)
      entry.state.value = { error: e instanceof Problem ? e : new Problem(0, { detail: String(e) }), loading: false }
    },
  )
}

/**
 * What `read` gives, read again when the key changes; an empty key reads nothing. The key names all that the answer depends
 * on. Keys start with the name of a resource and a space, so that `forget('runs')` has all lists of runs read again.
 */
export function useAsked<T>(key: string, read: () => Promise<T>): Loaded<T> {
  const whole = key && `${key} ${lang.value}`
  let entry = whole ? kept.get(whole) : undefined
  if (whole && !entry) {
    entry = { state: signal({ loading: true }), read, number: 0 }
    kept.set(whole, entry)
    if (kept.size > most) kept.delete(kept.keys().next().value!)
  }
  useEffect(() => {
    if (entry && entry.number === 0) start(entry)
  }, [entry])
  if (!entry) return { loading: false, reload: () => {} }
  entry.read = read
  const { data, error, loading } = entry.state.value
  const e = entry
  return { data: data as T | undefined, error, loading, reload: () => start(e) }
}

/** Reads again what starts with any of these names. Screens that show it keep what they have until the new is there. */
export function forget(...names: string[]) {
  for (const [key, entry] of kept) if (names.some((n) => key === n || key.startsWith(n + ' '))) start(entry)
}

/** Forgets everything, as at a log-out. */
export function forgetAll() {
  kept.clear()
}
