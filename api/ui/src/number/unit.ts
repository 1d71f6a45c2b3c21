// The unit in which volumes are read: 万m³, 亿m³, or the mean flow that makes up the volume.
import { signal } from '@preact/signals'

export const volumeUnits = { wan: '万m³', yi: '亿m³', flow: 'm³/s' } as const
export type VolumeUnit = keyof typeof volumeUnits

/** The unit on the screen. shell/place.ts sets it from the address. */
export const unit = signal<VolumeUnit>('wan')

/** Decimals that a volume has on the screen: three for 亿m³ is ten 万m³, two for m³/s some 60 万m³ a year. */
export const decimals: Record<VolumeUnit, number> = { wan: 0, yi: 3, flow: 2 }

/** A volume of 万m³ in a unit; days is how long it took, for the mean flow. */
export function convert(volume: number, to: VolumeUnit, days: number): number {
  switch (to) {
    case 'wan':
      return volume
    case 'yi':
      return volume / 1e4
    case 'flow':
      return days > 0 ? (volume * 1e4) / (days * 86400) : NaN
  }
}

/** A mean flow [m³/s] over some days as a volume [万m³]. */
export const volumeOf = (flow: number, days: number): number => (flow * days * 86400) / 1e4
