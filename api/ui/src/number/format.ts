// How numbers are written. Digits are grouped by thousands with a thin space that does not break, as GB/T 15835 has it.
import { convert, decimals, unit, volumeUnits, type VolumeUnit } from './unit'

const minus = '\u2212'
const gap = '\u202f'

/** A number with a fixed number of decimals; what is not a number is a dash. A value that rounds to zero has no sign. */
export function fixed(value: number | null | undefined, places: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '—'
  let text = Math.abs(value).toFixed(places)
  const [whole = '', rest] = text.split('.')
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, gap) : whole
  text = rest === undefined ? grouped : `${grouped}.${rest}`
  return value < 0 && /[1-9]/.test(text) ? minus + text : text
}

/** A number with its sign, for differences. */
export function signed(value: number, places: number): string {
  const text = fixed(value, places)
  return value > 0 && /[1-9]/.test(text) ? '+' + text : text
}

/** A share of 1 in percent. */
export const percent = (share: number | null | undefined, places = 1): string =>
  share === null || share === undefined || !Number.isFinite(share) ? '—' : fixed(100 * share, places) + ' %'

export interface Measure {
  /** The length of the time in which the volume was used, for m³/s. */
  days: number
  /** Decimals, when not those of the unit. */
  places?: number
}

/** A volume of 万m³ in the unit on the screen, without the unit. */
export function volume(value: number | null | undefined, m: Measure, to: VolumeUnit = unit.value): string {
  if (value === null || value === undefined) return '—'
  return fixed(convert(value, to, m.days), m.places ?? decimals[to])
}

/** The unit of volumes on the screen. */
export const volumeUnit = (): string => volumeUnits[unit.value]

/** A figure as it is exported: full precision, a point, no grouping. */
export const exact = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value) ? '' : String(value)

/** A time of the service in the reader's time zone: 2025-06-01 08:30. */
export function time(iso: string | undefined): string {
  if (!iso) return '—'
  const t = new Date(iso)
  if (Number.isNaN(t.getTime()) || t.getUTCFullYear() < 1900) return '—'
  const two = (n: number) => String(n).padStart(2, '0')
  return `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())} ${two(t.getHours())}:${two(t.getMinutes())}`
}

/** The time between two times of the service in seconds. */
export function took(from: string | undefined, to: string | undefined): string {
  const s = (Date.parse(to ?? '') - Date.parse(from ?? '')) / 1000
  if (!Number.isFinite(s) || s < 0) return '—'
  if (s < 60) return s.toFixed(1) + ' s'
  return `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`
}
