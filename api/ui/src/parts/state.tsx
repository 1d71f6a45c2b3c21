// What stands where data will stand, stands no more, or never stood: each says what to do next.
import type { ComponentChildren } from 'preact'
import { words } from '../words/words'
import { terms } from '../words/terms'
import type { Problem } from '../service/client'
import type { Loaded } from '../service/use'
import { Icon, type IconName } from './icons'

const w = words({
  failed: ['没有读到数据', 'The data could not be read'],
  faults: (n: number) => [`共 ${n} 处问题`, `${n} problems`],
})

/** Grey bars in the place of what is being read. */
export function Loading({ rows = 5 }: { rows?: number }) {
  return (
    <div class="loading" role="status">
      <span class="unseen">{terms.loading}</span>
      {Array.from({ length: rows }, (_, i) => (
        <div class="bar" key={i} style={{ width: `${[92, 78, 85, 64, 72][i % 5]}%` }} />
      ))}
    </div>
  )
}

/** There is nothing yet, and what would change that. */
export function Empty({ icon = 'droplet', title, children }: { icon?: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={icon} size={28} />
      <p class="empty-title">{title}</p>
      {children && <div class="empty-text">{children}</div>}
    </div>
  )
}

/** Every fault of a problem, with the place of each. */
export function Faults({ problem }: { problem: Problem }) {
  return (
    <div class="faults" role="alert">
      <p>
        <Icon name="warning" /> {problem.message}
      </p>
      {problem.faults.length > 0 && (
        <ul>
          {problem.faults.map((f, i) => (
            <li key={i}>
              {f.location && <code>{f.location.replace(/^body\./, '')}</code>} {f.message}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Shows what was read; until then that it is being read, or why it cannot be. */
export function Shown<T>({ from, rows, children }: { from: Loaded<T>; rows?: number; children: (data: T) => ComponentChildren }) {
  if (from.data !== undefined) return <>{children(from.data)}</>
  if (from.error) {
    return (
      <div class="empty">
        <Icon name="warning" size={28} />
        <p class="empty-title">{w.failed}</p>
        <div class="empty-text">{from.error.message}</div>
        <button type="button" class="button" onClick={from.reload}>
          {terms.retry}
        </button>
      </div>
    )
  }
  return <Loading rows={rows} />
}
