import { describe, expect, it } from 'vitest'
import { csv } from './download'
import { cellsOf, plainNumber } from './grid'
import { shortageColour } from './palette'

describe('what is pasted from a spreadsheet', () => {
  it('is a block of cells', () => {
    expect(cellsOf('1\t2\r\n3\t4\r\n')).toEqual([['1', '2'], ['3', '4']])
    expect(cellsOf('"a ""b"""\t x ')).toEqual([['a "b"', 'x']])
  })
  it('has numbers as people write them', () => {
    expect(plainNumber('1,234.5')).toBe(1234.5)
    expect(plainNumber('１２３')).toBe(123)
    expect(plainNumber('\u22127')).toBe(-7)
    expect(plainNumber('12\u202f345')).toBe(12345)
    expect(plainNumber('')).toBeUndefined()
    expect(plainNumber('12a')).toBeUndefined()
  })
})

describe('CSV', () => {
  it('has units in its headings, full precision, quotes where needed, and no formulas', () => {
    const text = csv({ columns: [{ title: '县' }, { title: '缺水', unit: '万m³' }], rows: [['=cmd()', 1 / 3], ['a,"b"', null], ['-5', -5]] })
    expect(text).toBe('\ufeff县,缺水 (万m³)\r\n\'=cmd(),0.3333333333333333\r\n"a,""b""",\r\n-5,-5\r\n')
  })
})

describe('the colour of a shortage', () => {
  it('is none for none and gets darker in steps', () => {
    expect(shortageColour(0)).toBe('transparent')
    const steps = [0.01, 0.07, 0.15, 0.3, 0.4, 0.9].map(shortageColour)
    expect(new Set(steps).size).toBe(6)
  })
})
