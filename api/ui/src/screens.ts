// The screens in the order of the navigation. A new one is a file and a line here; docs/ui.md says how.
import type { ComponentType } from 'preact'
import type { IconName } from './parts/icons'
import type { Role } from './service/client'
import type { Pair } from './words/words'

export interface Screen {
  /** Its address: /id. */
  id: string
  title: Pair
  icon: IconName
  /** Who may see it; absent = everybody. */
  role?: Role
  load: () => Promise<{ default: ComponentType }>
}

export const screens: readonly Screen[] = [
  { id: 'overview', title: ['总览', 'Overview'], icon: 'overview', load: () => import('./screens/overview') },
  { id: 'runs', title: ['运行', 'Runs'], icon: 'runs', load: () => import('./screens/runs') },
  { id: 'results', title: ['结果', 'Results'], icon: 'results', load: () => import('./screens/results') },
  { id: 'compare', title: ['对比', 'Compare'], icon: 'compare', load: () => import('./screens/compare') },
]
