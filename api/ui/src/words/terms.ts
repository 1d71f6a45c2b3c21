// Words that several screens use; they are those of docs/glossary.md.
import { words, type Pair } from './words'

export const terms = words({
  product: ['汾滹', 'Fenhu'],
  demand: ['需水', 'demand'],
  delivery: ['供水', 'delivery'],
  shortage: ['缺水', 'shortage'],
  restriction: ['限供', 'restriction'],
  satisfaction: ['满足程度', 'satisfaction'],
  county: ['行政区', 'county'],
  sector: ['行业', 'sector'],
  source: ['水源', 'source'],
  total: ['合计', 'total'],
  year: ['水平年', 'planning year'],
  frequency: ['来水频率', 'inflow frequency'],
  waterValue: ['水量价值', 'water value'],
  period: ['时段', 'period'],
  basin: ['流域', 'basin'],
  run: ['计算', 'run'],
  scenario: ['情景', 'scenario'],
  name: ['名称', 'name'],
  status: ['状态', 'status'],
  note: ['说明', 'note'],
  created: ['创建时间', 'created'],
  by: ['操作人', 'by'],
  cancel: ['取消', 'Cancel'],
  save: ['保存', 'Save'],
  close: ['关闭', 'Close'],
  remove: ['删除', 'Delete'],
  back: ['返回', 'Back'],
  retry: ['重试', 'Try again'],
  yes: ['是', 'yes'],
  no: ['否', 'no'],
  none: ['无', 'none'],
  all: ['全部', 'all'],
  search: ['搜索', 'Search'],
  loading: ['正在读取…', 'Loading…'],
  gross: ['毛（取水口）', 'gross, at the source'],
  net: ['净（用户处）', 'net, at the user'],
})

/** Sectors in the order of the planning tables. */
export const sectorNames: Record<string, Pair> = {
  'urban-domestic': ['城镇生活', 'urban domestic'],
  'rural-domestic': ['农村生活', 'rural domestic'],
  industry: ['工业', 'industry'],
  services: ['建筑业及三产', 'services'],
  irrigation: ['农田灌溉', 'irrigation'],
  livestock: ['林牧渔畜', 'livestock'],
  ecology: ['河道外生态', 'ecology'],
}

/** Origins of water in the order of the planning tables. */
export const originNames: Record<string, Pair> = {
  surface: ['地表水', 'surface water'],
  groundwater: ['地下水', 'groundwater'],
  yellow: ['引黄水', 'Yellow River'],
  reclaimed: ['再生水', 'reclaimed'],
  other: ['其他', 'other'],
}

/** Roles from least to most. */
export const roleNames: Record<string, Pair> = {
  viewer: ['查看', 'viewer'],
  engineer: ['工程师', 'engineer'],
  admin: ['管理员', 'admin'],
}

export const runStates: Record<string, Pair> = {
  queued: ['排队', 'queued'],
  running: ['计算中', 'running'],
  done: ['完成', 'done'],
  infeasible: ['不可行', 'infeasible'],
  failed: ['失败', 'failed'],
  cancelled: ['已取消', 'cancelled'],
}
