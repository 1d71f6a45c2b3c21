import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { terms } from '../words/terms'
import { Icon } from './icons'

/** A window over the page, or a panel at its right with side. The browser keeps the focus in it; Escape closes it. */
export function Dialog({ title, onClose, side, wide, children, footer }: {
  title: string
  onClose: () => void
  side?: boolean
  wide?: boolean
  children: ComponentChildren
  footer?: ComponentChildren
}) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const d = ref.current!
    if (!d.open) d.showModal()
    return () => d.close()
  }, [])
  return (
    <dialog ref={ref} class={`dialog ${side ? 'side' : ''} ${wide ? 'wide' : ''}`} aria-label={title}
      onCancel={(e) => { e.preventDefault(); onClose() }}
      onClick={(e) => e.target === ref.current && onClose()}>
      <div class="dialog-frame">
        <header class="dialog-head">
          <h2>{title}</h2>
          <button type="button" class="button quiet square" aria-label={terms.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div class="dialog-body">{children}</div>
        {footer && <footer class="dialog-foot">{footer}</footer>}
      </div>
    </dialog>
  )
}
