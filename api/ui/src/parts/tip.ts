// The little table that a chart shows at the pointer, made of elements: the content security policy allows no styles in
// text, which is what ECharts would write by itself.
export interface TipRow {
  colour?: string
  name: string
  value: string
}

export function tip(title: string, rows: readonly TipRow[], foot = ''): HTMLElement {
  const root = document.createElement('div')
  root.className = 'tip'
  const add = (parent: HTMLElement, tag: string, text: string, cls = '') => {
    const e = document.createElement(tag)
    e.textContent = text
    if (cls) e.className = cls
    parent.append(e)
    return e
  }
  if (title) add(root, 'strong', title)
  for (const r of rows) {
    const row = add(root, 'p', '')
    const dot = add(row, 'i', '')
    if (r.colour) dot.style.background = r.colour
    add(row, 'span', r.name)
    add(row, 'b', r.value)
  }
  if (foot) add(root, 'em', foot)
  return root
}
