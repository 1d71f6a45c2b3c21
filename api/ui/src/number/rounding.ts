// Rounding that still sums. Rounded parts rarely add up to the rounded total; a table in which they do not looks wrong
// to everybody who checks it. Here the total is rounded to the nearest and the parts give way, each by less than one
// unit of the last place.

/**
 * Rounds a list so that the parts add up to the rounded sum. Each part becomes one of its two neighbours; those with the
 * largest remainders go up (largest remainder method).
 */
export function roundList(values: readonly number[], places: number): number[] {
  const scale = 10 ** places
  const scaled = values.map((v) => settle(v * scale))
  const floors = scaled.map(Math.floor)
  const target = Math.round(settle(scaled.reduce((a, b) => a + b, 0)))
  let missing = target - floors.reduce((a, b) => a + b, 0)
  const order = scaled.map((v, i) => ({ i, rest: v - floors[i]! })).filter((x) => x.rest > 0).sort((a, b) => b.rest - a.rest || a.i - b.i)
  const out = [...floors]
  for (const { i } of order) {
    if (missing <= 0) break
    out[i]!++
    missing--
  }
  return out.map((v) => v / scale)
}

/** Takes away what floating point adds to a number that is a whole one. */
function settle(v: number): number {
  const near = Math.round(v)
  return Math.abs(v - near) < 1e-6 ? near : v
}

export interface RoundedTable {
  cells: number[][]
  rows: number[]
  columns: number[]
  total: number
}

/**
 * Rounds a table so that all rows and columns add up, by controlled rounding (L. H. Cox, 1987): in the table with its
 * negative totals every row and column sums to zero, so every fractional entry lies on a cycle of fractional entries.
 * What one entry of the cycle gains its neighbours lose, until one of them is whole. The grand total becomes its nearest.
 */
export function roundTable(values: readonly (readonly number[])[], places: number): RoundedTable {
  const scale = 10 ** places
  const m = values.length
  const n = values[0]?.length ?? 0
  const a = values.map((row) => row.map((v) => settle(v * scale)))
  const table: number[][] = [...a.map((row) => [...row, settle(-sum(row))]), []]
  for (let j = 0; j <= n; j++) table[m]!.push(settle(-sum(table.slice(0, m).map((row) => row[j]!))))
  const whole = (v: number) => Math.abs(v - Math.round(v)) < 1e-6
  for (let i = 0; i <= m; i++) for (let j = 0; j <= n; j++) if (whole(table[i]![j]!)) table[i]![j] = Math.round(table[i]![j]!)

  const fractional = (i: number, j: number) => !Number.isInteger(table[i]![j]!)
  for (let guard = 0; guard <= (m + 1) * (n + 1); guard++) {
    const cycle = findCycle(m + 1, n + 1, fractional)
    if (!cycle) break
    push(table, cycle)
  }
  const back = (v: number) => v / scale + 0
  return {
    cells: table.slice(0, m).map((row) => row.slice(0, n).map(back)),
    rows: table.slice(0, m).map((row) => back(-row[n]!)),
    columns: table[m]!.slice(0, n).map((v) => back(-v)),
    total: back(table[m]![n]!),
  }
}

const sum = (list: readonly number[]) => list.reduce((x, y) => x + y, 0)

type Cell = [row: number, column: number]

/**
 * A cycle of fractional entries that goes along a column and along a row in turn. The search begins at the grand total,
 * so that it is settled first.
 */
function findCycle(m: number, n: number, fractional: (i: number, j: number) => boolean): Cell[] | undefined {
  for (let i0 = m - 1; i0 >= 0; i0--) {
    for (let j0 = n - 1; j0 >= 0; j0--) {
      if (!fractional(i0, j0)) continue
      const walk: Cell[] = [[i0, j0]]
      const rowAt = new Map<number, number>([[i0, -1]]) // where in the walk a row was entered
      const columnAt = new Map<number, number>()
      let [i, j] = [i0, j0]
      for (;;) {
        columnAt.set(j, walk.length - 1)
        const next = range(m).find((r) => r !== i && fractional(r, j))
        if (next === undefined) break
        i = next
        walk.push([i, j])
        if (rowAt.has(i)) return walk.slice(rowAt.get(i)! + 1)
        rowAt.set(i, walk.length - 1)
        const along = range(n).find((c) => c !== j && fractional(i, c))
        if (along === undefined) break
        j = along
        walk.push([i, j])
        if (columnAt.has(j)) return walk.slice(columnAt.get(j)! + 1)
      }
    }
  }
  return undefined
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i)

/** Moves along a cycle until one entry is whole: the grand total to its nearest, otherwise in the direction that moves least. */
function push(table: number[][], cycle: Cell[]) {
  const step = (sign: number) =>
    Math.min(...cycle.map(([i, j], k) => {
      const v = table[i]![j]!
      return (k % 2 === 0) === sign > 0 ? Math.ceil(v) - v : v - Math.floor(v)
    }))
  const up = step(1)
  const down = step(-1)
  let move = up <= down ? up : -down
  const corner = cycle.findIndex(([i, j]) => i === table.length - 1 && j === table[0]!.length - 1)
  if (corner >= 0) {
    const [i, j] = cycle[corner]!
    const rises = Math.round(table[i]![j]!) > table[i]![j]!
    move = rises === (corner % 2 === 0) ? up : -down
  }
  cycle.forEach(([i, j], k) => {
    const v = table[i]![j]! + (k % 2 === 0 ? move : -move)
    table[i]![j] = Math.abs(v - Math.round(v)) < 1e-9 ? Math.round(v) : v
  })
}
