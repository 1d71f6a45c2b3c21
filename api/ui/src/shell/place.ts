// Where the reader is: everything that a view depends on is in the address, so that every view can be sent to somebody.
//
//   /results?basin=fen-hutuo&run=…&view=matrix&lang=en&unit=yi
//
// The path names the screen. basin, lang and unit go along from screen to screen; the rest is a screen's own.
import { computed, signal } from '@preact/signals'
import { lang, type Lang } from '../words/words'
import { unit, volumeUnits, type VolumeUnit } from '../number/unit'

export type Query = Record<string, string>

interface Place {
  path: string
  query: Query
}

const carried = ['basin', 'lang', 'unit']

export function parse(address: string): Place {
  const url = new URL(address, 'http://here')
  return { path: url.pathname.replace(/\/+$/, '') || '/', query: Object.fromEntries(url.searchParams) }
}

/** The address of a screen. What is empty is left out; the order is that of the alphabet, so that equal views have equal addresses. */
export function address(path: string, query: Query): string {
  const keys = Object.keys(query).filter((k) => query[k]).sort()
  const text = keys.map((k) => `${encodeURIComponent(k)}=${encodeURIComponent(query[k]!).replace(/%2C/g, ',')}`).join('&')
  return text ? `${path}?${text}` : path
}

const start = parse(typeof location === 'undefined' ? '/' : location.href)

export const place = signal<Place>(start)
export const path = computed(() => place.value.path)
export const query = computed(() => place.value.query)

/** One value of the address; '' when it is not there. */
export const param = (key: string): string => query.value[key] ?? ''

function kept(key: string): string {
  try {
    return localStorage.getItem('fenhu.' + key) ?? ''
  } catch {
    return '' // a browser that keeps nothing
  }
}

function keep(key: string, value: string) {
  try {
    localStorage.setItem('fenhu.' + key, value)
  } catch {
    // a browser that keeps nothing
  }
}

function follow() {
  const q = query.value
  const l = (q.lang || kept('lang') || 'zh') as Lang
  lang.value = l === 'en' ? 'en' : 'zh'
  const u = q.unit || kept('unit') || 'wan'
  unit.value = u in volumeUnits ? (u as VolumeUnit) : 'wan'
  if (typeof document !== 'undefined') document.documentElement.lang = lang.value === 'en' ? 'en' : 'zh-CN'
}
follow()

function arrive(to: string, replace: boolean) {
  history[replace ? 'replaceState' : 'pushState'](null, '', to)
  place.value = parse(to)
  follow()
}

/** The address of a screen with what goes along. */
export function hrefOf(to: string, own: Query = {}): string {
  const q: Query = {}
  for (const key of carried) if (query.value[key]) q[key] = query.value[key]
  return address(to, { ...q, ...own })
}

/** Goes to a screen. */
export function go(to: string, own: Query = {}) {
  arrive(hrefOf(to, own), false)
  window.scrollTo(0, 0)
}

/** Changes values of the address; '' takes one out. A change of what is shown, not of where one is, replaces. */
export function set(changes: Query, how: 'push' | 'replace' = 'push') {
  for (const key of ['lang', 'unit']) if (changes[key]) keep(key, changes[key])
  const next = address(path.value, { ...query.value, ...changes })
  if (next !== address(path.value, query.value)) arrive(next, how === 'replace')
}

/** Follows links inside the interface without loading it again. */
export function listen() {
  addEventListener('popstate', () => {
    place.value = parse(location.href)
    follow()
  })
  document.addEventListener('click', (e) => {
    const a = (e.target as Element).closest?.('a')
    if (!a || e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return
    const href = a.getAttribute('href') ?? ''
    if (a.target || a.hasAttribute('download') || !href.startsWith('/') || href.startsWith('/api/') || href.startsWith('/setup')) return
    e.preventDefault()
    arrive(href, false)
    window.scrollTo(0, 0)
  })
}
