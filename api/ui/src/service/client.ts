// The service, with the types of its OpenAPI document. Every call of the interface goes through here.
import createClient from 'openapi-fetch'
import { signal } from '@preact/signals'
import type { components, paths } from '../../gen/schema'
import { lang } from '../words/words'

export type Schemas = components['schemas']
export type Session = Schemas['Session']
export type Role = 'viewer' | 'engineer' | 'admin'

/** Who is logged in; null = nobody; undefined = not known yet. */
export const session = signal<Session | null | undefined>(undefined)

const ranks: Record<string, number> = { viewer: 1, engineer: 2, admin: 3 }

/** Says whether the one who is logged in may do what needs a role. */
export const may = (role: Role): boolean => (ranks[session.value?.role ?? ''] ?? 0) >= ranks[role]!

/** An answer that is no success, in words that the service chose for people. */
export class Problem extends Error {
  readonly status: number
  readonly faults: { location: string; message: string }[]
  constructor(status: number, body: Partial<Schemas['ErrorModel']> | undefined) {
    super(body?.detail || body?.title || (lang.value === 'en' ? `the service answered ${status}` : `服务返回 ${status}`))
    this.status = status
    this.faults = (body?.errors ?? []).map((e) => ({ location: e.location ?? '', message: e.message ?? '' }))
  }
}

/** The service did not answer. */
export class Unreachable extends Problem {
  constructor() {
    super(0, {
      detail: lang.value === 'en' ? 'The service does not answer. Is it still running?' : '服务没有应答，请确认服务仍在运行',
    })
  }
}

const client = createClient<paths>({ baseUrl: '', credentials: 'same-origin', querySerializer: { array: { style: 'form', explode: false } } })

client.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', lang.value)
    const token = session.value?.csrf
    if (token && request.method !== 'GET') request.headers.set('X-CSRF-Token', token)
    return request
  },
})

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/**
 * The body of an answer: `await ask(api.GET('/api/v1/runs/{id}', { params: { path: { id } } }))`.
 * What is no success is thrown as a Problem. A session that is over leads to the log-in.
 */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>
  try {
    answer = await call
  } catch (e) {
    if (e instanceof TypeError) throw new Unreachable()
    throw e
  }
  if (answer.response.ok) return answer.data as T
  if (answer.response.status === 401 && session.value) session.value = null
  throw new Problem(answer.response.status, typeof answer.error === 'object' ? (answer.error as Schemas['ErrorModel']) : undefined)
}

export const api = client

/** All items of a list that comes in parts, at most `most`. */
export async function all<T>(part: (cursor: string | undefined) => Promise<{ items: T[]; next?: string }>, most = 2000): Promise<T[]> {
  const out: T[] = []
  let cursor: string | undefined
  do {
    const p = await part(cursor)
    out.push(...p.items)
    cursor = p.next
  } while (cursor && out.length < most)
  return out
}
