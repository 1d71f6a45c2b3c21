// The basin that is looked at: that of the address, else the first one may see.
import { useBasins } from '../service/result'
import type { Schemas } from '../service/client'
import { param } from './place'

export function useBasin(): { id: string; basin?: Schemas['Basin']; basins: Schemas['Basin'][]; error?: string; loading: boolean } {
  const asked = useBasins()
  const basins = asked.data ?? []
  const wanted = param('basin')
  const basin = basins.find((b) => b.id === wanted) ?? (wanted ? undefined : basins[0])
  return { id: wanted || basin?.id || '', basin, basins, error: asked.error?.message, loading: asked.loading }
}
