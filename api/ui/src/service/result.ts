// A result as screens read it: the service's, with empty lists where a list was left out.
import { useAsked, type Loaded } from './use'
import { all, api, ask, type Schemas } from './client'

export type Allocation = Schemas['Allocation']
export type County = Schemas['County']
export type Run = Schemas['Run']

export const daysOf = (a: Allocation): number => a.periods.reduce((sum, p) => sum + p.days, 0)

function complete(a: Allocation): Allocation {
  return {
    ...a,
    counties: a.counties ?? [], outside: a.outside ?? [], sections: a.sections ?? [], projects: a.projects ?? [], reservoirs: a.reservoirs ?? [],
    quotas: a.quotas ?? [], nodes: a.nodes ?? [], links: a.links ?? [], levels: a.levels ?? [], drought: a.drought ?? [], relaxed: a.relaxed ?? [],
  }
}

/** The whole result of a run. */
export const useResult = (run: string): Loaded<Allocation> =>
  useAsked(run && `result ${run}`, async () => complete(await ask(api.GET('/api/v1/runs/{id}/result', { params: { path: { id: run } } }))))

/** A run: its inputs, status and progress. */
export const useRun = (run: string): Loaded<Run> =>
  useAsked(run && `runs ${run}`, () => ask(api.GET('/api/v1/runs/{id}', { params: { path: { id: run } } })))

/** The last runs of a basin. */
export const useRuns = (basin: string, most = 200): Loaded<Run[]> =>
  useAsked(basin && `runs of ${basin}`, () =>
    all((cursor) => ask(api.GET('/api/v1/runs', { params: { query: { basin, limit: Math.min(most, 200), cursor } } })), most))

/** The basins that one may see. */
export const useBasins = (): Loaded<Schemas['Basin'][]> =>
  useAsked('basins', () => all((cursor) => ask(api.GET('/api/v1/basins', { params: { query: { limit: 200, cursor } } }))))

/** The scenarios of a basin. */
export const useScenarios = (basin: string): Loaded<Schemas['Scenario'][]> =>
  useAsked(basin && `scenarios ${basin}`, () => all((cursor) => ask(api.GET('/api/v1/scenarios', { params: { query: { basin, limit: 200, cursor } } }))))

/** The address of a table of a run as a file. */
export const tableFile = (run: string, table: string, extension: string, lang: string): string =>
  `/api/v1/runs/${run}/tables/${table}.${extension}?lang=${lang}`
