import type { ComponentChildren } from 'preact'

interface Props {
  title?: ComponentChildren
  /** What the figures are in, and of when. */
  unit?: string
  period?: string
  actions?: ComponentChildren
  /** Without space around what it holds, for tables. */
  flush?: boolean
  class?: string
  note?: ComponentChildren
  children: ComponentChildren
}

/** A part of a screen with a heading. */
export function Card({ title, unit, period, actions, flush, class: extra = '', note, children }: Props) {
  return (
    <section class={`card ${extra}`}>
      {(title || actions) && (
        <header class="card-head">
          <h2>{title}</h2>
          {(unit || period) && (
            <p class="card-unit">
              {unit && <span>{unit}</span>}
              {period && <span>{period}</span>}
            </p>
          )}
          {actions && <div class="card-actions">{actions}</div>}
        </header>
      )}
      <div class={flush ? 'card-flush' : 'card-body'}>{children}</div>
      {note && <footer class="card-note">{note}</footer>}
    </section>
  )
}

/** A figure that stands for itself, with its unit and what it is compared with. */
export function Figure({ name, value, unit, aside, tone, href }: {
  name: string
  value: string
  unit?: string
  aside?: ComponentChildren
  tone?: 'bad' | 'good'
  href?: string
}) {
  const body = (
    <>
      <span class="figure-name">{name}</span>
      <span class={`figure-value ${tone ?? ''}`}>
        {value}
        {unit && <small> {unit}</small>}
      </span>
      {aside && <span class="figure-aside">{aside}</span>}
    </>
  )
  return href ? (
    <a class="figure" href={href}>
      {body}
    </a>
  ) : (
    <div class="figure">{body}</div>
  )
}

/** Choices of which one is on. */
export function Choice<T extends string>({ label, value, options, onChange }: {
  label: string
  value: T
  options: readonly { value: T; label: string; title?: string }[]
  onChange: (v: T) => void
}) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map((o) => (
        <button type="button" key={o.value} aria-pressed={o.value === value} title={o.title} onClick={() => onChange(o.value)}>
          {o.label}
        </button>
      ))}
    </div>
  )
}

/** A word with a colour, such as the status of a run. */
export function Tag({ tone = 'plain', children }: { tone?: 'plain' | 'accent' | 'good' | 'bad' | 'warn'; children: ComponentChildren }) {
  return <span class={`tag ${tone}`}>{children}</span>
}
