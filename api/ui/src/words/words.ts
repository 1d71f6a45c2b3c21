// The two languages of the product, as pairs. A text that lacks a language does not compile.
import { signal } from '@preact/signals'

export type Lang = 'zh' | 'en'
export type Pair = readonly [zh: string, en: string]
type Entry = Pair | ((...values: never[]) => Pair)

/** The language on the screen. shell/place.ts sets it from the address. */
export const lang = signal<Lang>('zh')

/** The text of a pair in the language on the screen. */
export const say = (pair: Pair): string => pair[lang.value === 'en' ? 1 : 0]

/** The name of a thing that the service sends in both languages. */
export function nameOf(x: { name_zh?: string; name_en?: string; id?: string } | undefined): string {
  if (!x) return ''
  const [first, second] = lang.value === 'en' ? [x.name_en, x.name_zh] : [x.name_zh, x.name_en]
  return first || second || x.id || ''
}

type Said<T extends Record<string, Entry>> = {
  readonly [K in keyof T]: T[K] extends (...values: infer V) => Pair ? (...values: V) => string : string
}

/**
 * A dictionary: words({ run: ['计算', 'run'], of: (n: number) => [`${n} 次`, `${n} runs`] }). Reading an entry gives the
 * text in the language on the screen, so read it while rendering, not once at the start.
 */
export function words<T extends Record<string, Entry>>(entries: T): Said<T> {
  return new Proxy(entries, {
    get(target, key) {
      const entry = target[key as keyof T]
      if (typeof entry === 'function') return (...values: never[]) => say(entry(...values))
      return entry ? say(entry) : undefined
    },
  }) as unknown as Said<T>
}
