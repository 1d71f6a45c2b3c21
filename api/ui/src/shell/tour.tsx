// Five steps on the built-in basin, from the first look to what a project changes. Shown once by itself, then from the menu.
import { signal } from '@preact/signals'
import { Icon } from '../parts/icons'
import { words, type Pair, say } from '../words/words'
import { hrefOf } from './place'

const w = words({
  step: (n: number, of: number) => [`第 ${n} 步，共 ${of} 步`, `Step ${n} of ${of}`],
  next: ['下一步', 'Next'],
  end: ['完成', 'Done'],
  skip: ['跳过入门', 'Skip the tour'],
  label: ['五步入门', 'Five-step tour'],
})

interface Step {
  to: string
  query?: Record<string, string>
  title: Pair
  text: Pair
}

const steps: Step[] = [
  {
    to: '/overview',
    title: ['先看全局', 'The whole at a glance'],
    text: [
      '总览给出最近一次计算的需水、供水和缺水，各县缺水多少，指标用了多少。内置流域已备好 2025 年平水年、枯水年、特枯年三次计算。',
      'The overview shows demand, delivery and shortage of the last run, each county’s shortage, and how much of the quotas is used. Three runs of the built-in basin are ready: a normal, a dry and a very dry year of 2025.',
    ],
  },
  {
    to: '/results',
    title: ['哪个县、哪个行业缺水', 'Which county and use is short'],
    text: [
      '结果的第一张表是县 × 行业的缺水矩阵，颜色越深缺得越多。按「来水频率」换一次计算，可以看特枯年。',
      'The first table of the results is shortage by county and sector; the darker, the more is missing. Choose another run to see the very dry year.',
    ],
  },
  {
    to: '/results',
    title: ['为什么缺', 'Why it is short'],
    text: [
      '点一下有颜色的格子：右侧列出这个用户的每一路水卡在哪里——工程能力、水量指标、地下水可开采量——以及多 1 m³ 水值多少、要从哪里来。',
      'Click a coloured cell: at the right you see where each way to that user is held up — a capacity, a quota, the yield of an aquifer — and what one more m³ would be worth and where it could come from.',
    ],
  },
  {
    to: '/runs',
    query: { new: '1' },
    title: ['换一个假设', 'Try something else'],
    text: [
      '新建计算：选来水频率 95 %，在工程里打开或关闭「南干线—滹沱河连通」，提交。几秒后完成，进度实时显示。',
      'A new run: choose P = 95 %, switch the link from the south main to the Hutuo on or off, and submit. It takes seconds, with its progress shown.',
    ],
  },
  {
    to: '/compare',
    title: ['它改变了什么', 'What it changed'],
    text: [
      '对比把两次计算并排：输入差在哪里，哪些县多了水、哪些限制不再起作用，按影响大小排列。',
      'Compare puts two runs side by side: what differs in the inputs, which counties gain, and which limits no longer bind, the largest effect first.',
    ],
  },
]

const at = signal(-1)

const seen = (): boolean => {
  try {
    return localStorage.getItem('fenhu.tour') === 'seen'
  } catch {
    return true
  }
}

export function startTour() {
  at.value = 0
}

/** Starts the tour for one who has not seen it. */
export function offerTour() {
  if (!seen() && at.value < 0 && innerWidth > 800) at.value = 0
}

function end() {
  at.value = -1
  try {
    localStorage.setItem('fenhu.tour', 'seen')
  } catch {
    // a browser that keeps nothing
  }
}

export function Tour() {
  const step = steps[at.value]
  if (!step) return null
  const last = at.value === steps.length - 1
  const next = steps[at.value + 1]
  return (
    <aside class="tour" aria-label={w.label}>
      <p class="tour-step">
        {w.step(at.value + 1, steps.length)}
        <button type="button" class="button quiet square" aria-label={w.skip} title={w.skip} onClick={end}>
          <Icon name="close" size={14} />
        </button>
      </p>
      <h2>{say(step.title)}</h2>
      <p>{say(step.text)}</p>
      <div class="tour-foot">
        <span class="tour-dots" aria-hidden="true">
          {steps.map((_, i) => (
            <i key={i} class={i === at.value ? 'on' : ''} />
          ))}
        </span>
        {last ? (
          <button type="button" class="button primary" onClick={end}>
            {w.end}
          </button>
        ) : (
          <a class="button primary" href={hrefOf(next!.to, next!.query)} onClick={() => at.value++}>
            {w.next}
          </a>
        )}
      </div>
    </aside>
  )
}
