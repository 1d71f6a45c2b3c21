import type { ComponentChildren } from 'preact'

/** The head of a screen: what it is, what it is about, and what can be done. */
export function PageHead({ title, children, actions }: { title: string; children?: ComponentChildren; actions?: ComponentChildren }) {
  return (
    <div class="page-head">
      <h1>{title}</h1>
      {children && <div class="page-about">{children}</div>}
      {actions && <div class="page-actions">{actions}</div>}
    </div>
  )
}
