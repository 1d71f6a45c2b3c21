import { describe, expect, it } from 'vitest'
import { address, parse } from './place'

describe('the address', () => {
  it('holds what a view depends on and comes back from it', () => {
    const query = { run: '01a2', basin: 'fen-hutuo', q: '汾河 & 滹沱', runs: 'a,b' }
    const text = address('/results', query)
    expect(text).toBe('/results?basin=fen-hutuo&q=%E6%B1%BE%E6%B2%B3%20%26%20%E6%BB%B9%E6%B2%B1&run=01a2&runs=a,b')
    expect(parse(text)).toEqual({ path: '/results', query })
  })
  it('is the same for equal views and has nothing empty in it', () => {
    expect(address('/runs', { b: '2', a: '1', c: '' })).toBe(address('/runs', { a: '1', b: '2' }))
    expect(address('/runs', { c: '' })).toBe('/runs')
  })
  it('has no slash at its end but at the root', () => {
    expect(parse('/results/').path).toBe('/results')
    expect(parse('/').path).toBe('/')
  })
})
