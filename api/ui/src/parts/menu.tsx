import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

/** A button that opens a short list of actions. Escape and a click elsewhere close it; the arrow keys go through it. */
export function Menu({ label, title, children, class: extra = '' }: { label: ComponentChildren; title?: string; children: ComponentChildren; class?: string }) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!open) return
    const away = (e: Event) => !root.current?.contains(e.target as Node) && setOpen(false)
    document.addEventListener('pointerdown', away)
    root.current?.querySelector<HTMLElement>('.menu-list a, .menu-list button, .menu-list select, .menu-list input')?.focus()
    return () => document.removeEventListener('pointerdown', away)
  }, [open])
  const onKey = (e: KeyboardEvent) => {
    if (e.key === 'Escape' && open) {
      setOpen(false)
      root.current?.querySelector<HTMLElement>('button')?.focus()
    }
    if (open && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) {
      e.preventDefault()
      const items = [...root.current!.querySelectorAll<HTMLElement>('.menu-list a, .menu-list button')]
      const at = items.indexOf(document.activeElement as HTMLElement)
      items[(at + (e.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length]?.focus()
    }
  }
  return (
    <div class={`menu ${extra}`} ref={root} onKeyDown={onKey}>
      <button type="button" class="button quiet" aria-haspopup="true" aria-expanded={open} title={title} aria-label={title} onClick={() => setOpen(!open)}>
        {label}
      </button>
      {open && (
        <div class="menu-list" onClick={(e) => (e.target as Element).closest('a, button') && setOpen(false)}>
          {children}
        </div>
      )}
    </div>
  )
}
