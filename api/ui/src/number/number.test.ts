import { describe, expect, it } from 'vitest'
import { exact, fixed, percent, signed, took, volume } from './format'
import { roundList, roundTable } from './rounding'
import { convert, volumeOf } from './unit'

const total = (list: readonly number[]) => list.reduce((a, b) => a + b, 0)

describe('numbers', () => {
  it('have a fixed number of decimals and groups of three digits from five digits on', () => {
    expect(fixed(1234.5, 1)).toBe('1234.5')
    expect(fixed(72428.289, 0)).toBe('72\u202f428')
    expect(fixed(1234567.891, 2)).toBe('1\u202f234\u202f567.89')
  })
  it('have a true minus, and none when they round to zero', () => {
    expect(fixed(-12.3, 1)).toBe('\u221212.3')
    expect(fixed(-0.04, 1)).toBe('0.0')
    expect(signed(0.04, 1)).toBe('0.0')
    expect(signed(5, 0)).toBe('+5')
  })
  it('are a dash when there is none', () => {
    expect(fixed(NaN, 1)).toBe('—')
    expect(fixed(undefined, 1)).toBe('—')
    expect(percent(null)).toBe('—')
    expect(exact(Infinity)).toBe('')
  })
  it('of volumes are in the unit that is asked for', () => {
    expect(volume(72428.289, { days: 365 }, 'wan')).toBe('72\u202f428')
    expect(volume(72428.289, { days: 365 }, 'yi')).toBe('7.243')
    // 72428.289·10⁴ m³ ÷ (365·86400 s) = 22.967 m³/s
    expect(volume(72428.289, { days: 365 }, 'flow')).toBe('22.97')
    expect(convert(8.64, 'flow', 1)).toBeCloseTo(1, 12)
    expect(volumeOf(convert(123.4, 'flow', 31), 31)).toBeCloseTo(123.4, 9)
  })
  it('say how long something took', () => {
    expect(took('2025-01-01T00:00:00Z', '2025-01-01T00:00:01.25Z')).toBe('1.3 s')
    expect(took('2025-01-01T00:00:00Z', '2025-01-01T00:02:05Z')).toBe('2 min 5 s')
    expect(took(undefined, '2025-01-01T00:02:05Z')).toBe('—')
  })
})

describe('rounding that still sums', () => {
  it('gives a third each of a hundred as 34, 33, 33', () => {
    expect(roundList([100 / 3, 100 / 3, 100 / 3], 0)).toEqual([34, 33, 33])
  })
  it('leaves whole numbers alone', () => {
    expect(roundList([1, 2, 0, 4.5, 0.5], 0).slice(0, 3)).toEqual([1, 2, 0])
  })
  it('works below the point and below zero', () => {
    const out = roundList([0.0333, 0.0333, 0.0334], 2)
    expect(total(out)).toBeCloseTo(0.1, 12)
    expect(total(roundList([-1.5, -1.4, 0.3], 0))).toBe(-3)
  })
  it('keeps rows, columns and the total of any table, each entry within one unit', () => {
    let seed = 7
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647
    for (let round = 0; round < 300; round++) {
      const m = 1 + Math.floor(random() * 13)
      const n = 1 + Math.floor(random() * 9)
      const values = Array.from({ length: m }, () => Array.from({ length: n }, () => (random() < 0.3 ? 0 : random() * 3000)))
      const places = Math.floor(random() * 3)
      const unit = 10 ** -places
      const t = roundTable(values, places)
      values.forEach((row, i) => {
        expect(total(t.cells[i]!)).toBeCloseTo(t.rows[i]!, 6)
        expect(Math.abs(t.rows[i]! - total(row))).toBeLessThan(unit * 1.000001)
        row.forEach((v, j) => {
          expect(Math.abs(t.cells[i]![j]! - v)).toBeLessThan(unit * 1.000001)
          if (v === 0) expect(t.cells[i]![j]).toBe(0)
        })
      })
      t.columns.forEach((c, j) => expect(total(t.cells.map((row) => row[j]!))).toBeCloseTo(c, 6))
      expect(total(t.rows)).toBeCloseTo(t.total, 6)
      expect(Math.abs(t.total - total(values.flat()))).toBeLessThanOrEqual(unit / 2 + 1e-6)
    }
  })
  it('gives an empty table nothing to do', () => {
    expect(roundTable([], 0)).toEqual({ cells: [], rows: [], columns: [], total: 0 })
  })
})
