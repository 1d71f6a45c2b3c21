import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

/** A labelled input with its hint and its fault. The child is given the id and what describes it. */
export function Field({ label, unit, hint, fault, children }: {
  label: string
  unit?: string
  hint?: ComponentChildren
  fault?: string
  children: (its: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ComponentChildren
}) {
  const id = useId()
  return (
    <div class={`field ${fault ? 'faulty' : ''}`}>
      <label for={id}>
        {label}
        {unit && <small>{unit}</small>}
      </label>
      {children({ id, 'aria-describedby': hint || fault ? id + '-more' : undefined, 'aria-invalid': fault ? true : undefined })}
      {(fault || hint) && (
        <p class="field-more" id={id + '-more'}>
          {fault || hint}
        </p>
      )}
    </div>
  )
}
