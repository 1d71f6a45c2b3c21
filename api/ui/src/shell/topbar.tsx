import { api, ask, session } from '../service/client'
import { forgetAll } from '../service/use'
import { attempt } from '../parts/toast'
import { Choice } from '../parts/card'
import { Icon } from '../parts/icons'
import { Menu } from '../parts/menu'
import { unit, volumeUnits, type VolumeUnit } from '../number/unit'
import { lang, nameOf, say, words, type Lang } from '../words/words'
import { roleNames, terms } from '../words/terms'
import { useBasin } from './basin'
import { hrefOf, set } from './place'
import { startTour } from './tour'

const w = words({
  home: ['汾滹：总览', 'Fenhu: overview'],
  language: ['语言', 'Language'],
  unit: ['水量单位', 'Unit of volumes'],
  flow: ['时段平均流量', 'mean flow of the period'],
  out: ['退出', 'Log out'],
  tour: ['五步入门', 'Five-step tour'],
  reference: ['接口说明', 'API reference'],
  print: ['打印本页', 'Print this page'],
  dev: ['开发模式', 'development mode'],
  basin: ['选择流域', 'Choose the basin'],
})

export function LanguageSwitch() {
  return (
    <Choice<Lang> label={w.language} value={lang.value} options={[{ value: 'zh', label: '中文' }, { value: 'en', label: 'EN' }]} onChange={(l) => set({ lang: l }, 'replace')} />
  )
}

function UnitSwitch() {
  const options = (Object.keys(volumeUnits) as VolumeUnit[]).map((u) => ({ value: u, label: volumeUnits[u], title: u === 'flow' ? w.flow : undefined }))
  return <Choice<VolumeUnit> label={w.unit} value={unit.value} options={options} onChange={(u) => set({ unit: u }, 'replace')} />
}

export function TopBar() {
  const { id, basins } = useBasin()
  const s = session.value
  const logOut = async () => {
    await attempt(ask(api.DELETE('/api/v1/session')))
    forgetAll()
    session.value = null
  }
  return (
    <header class="top">
      <a class="brand" href={hrefOf('/overview')} aria-label={w.home}>
        <img src="/icon.svg" alt="" width="26" height="26" />
        <strong>{terms.product}</strong>
      </a>
      <select class="basin" aria-label={w.basin} value={id} onChange={(e) => set({ basin: e.currentTarget.value, run: '', runs: '', scenario: '' })}>
        {!basins.some((b) => b.id === id) && <option value={id}>{id || '—'}</option>}
        {basins.map((b) => (
          <option key={b.id} value={b.id}>
            {nameOf(b)}
          </option>
        ))}
      </select>
      <span class="spring" />
      <UnitSwitch />
      <LanguageSwitch />
      <Menu class="right user" title={s?.user} label={<><Icon name="admin" /> <span class="user-name">{s?.means === 'dev' ? w.dev : s?.user}</span> <Icon name="down" size={12} /></>}>
        <p class="menu-note">{say(roleNames[s?.role ?? ''] ?? ['', ''])}</p>
        <button type="button" onClick={startTour}>
          <Icon name="help" /> {w.tour}
        </button>
        <button type="button" onClick={() => setTimeout(print, 100)}>
          <Icon name="print" /> {w.print}
        </button>
        <a href="/api/v1/docs" target="_blank" rel="noreferrer">
          <Icon name="link" /> {w.reference}
        </a>
        {s?.means === 'session' && (
          <button type="button" onClick={logOut}>
            <Icon name="out" /> {w.out}
          </button>
        )}
      </Menu>
    </header>
  )
}
