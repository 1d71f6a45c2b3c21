// Colours of charts. Those of the page are in style.css. Each pair of neighbours differs in lightness, so that they hold
// in grey print, too.
export const ink = '#1c2b33'
export const faint = '#5b6b75'
export const rule = '#dfe5e8'
export const accent = '#0b5f80'
export const shortage = '#b4472b'

/** Origins of water. */
export const originColours: Record<string, string> = {
  surface: '#2f7fb5',
  groundwater: '#8a6d4b',
  yellow: '#d9a43b',
  reclaimed: '#5a9a78',
  other: '#9aa7ae',
}

/** For lines and bars that mean nothing in particular. */
export const series = ['#0b5f80', '#d08a2e', '#5a9a78', '#8f5a8c', '#6b7c86', '#b4472b', '#3d8fc2', '#a39b5b']

/** From nothing to a lot of shortage. */
export const shortageRamp = ['#f7f5f2', '#f6dfc9', '#eebd94', '#dd8f61', '#b04f2c', '#85301a']

/** Drought levels as in the national plan: blue, yellow, orange, red. */
export const levelColours: Record<string, string> = { none: '#cfd8dc', blue: '#3b7dc4', yellow: '#e5b93c', orange: '#dd7f2d', red: '#b8322a' }

/** A step of the ramp for a share between 0 and 1. */
export function shortageColour(share: number): string {
  if (!(share > 0.0005)) return 'transparent'
  const limits = [0.05, 0.1, 0.2, 0.35, 0.5]
  const step = limits.findIndex((l) => share < l)
  return shortageRamp[step < 0 ? limits.length : step]!
}

export const font = '"Inter", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif'
