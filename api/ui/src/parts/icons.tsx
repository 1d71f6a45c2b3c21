// Icons as paths on a 20 × 20 field, drawn with a line in the colour of the text.
const paths = {
  overview: 'M3 3h6v7H3zM11 3h6v4h-6zM11 9h6v8h-6zM3 12h6v5H3z',
  network: 'M5 4a1.800 1.800 0 1 0 .01 0M15 4a1.800 1.800 0 1 0 .01 0M10 14a1.800 1.800 0 1 0 .01 0M5.800 7.400 9 13.700M14.200 7.400 11 13.700M6.800 5.800h6.400',
  data: 'M3 4h14v12H3zM3 8h14M3 12h14M8 4v12',
  scenarios: 'M5 3v10a3 3 0 0 0 3 3h7M5 8a3 3 0 0 0 3 1h7M13 7l2.500 2L13 11M13 14l2.500 2-2.500 2',
  runs: 'M4 10a6 6 0 1 1 1.800 4.300M4 10l-1.500-2M4 10l2-1.500M10 6.500V10l2.500 1.500',
  results: 'M3 17h14M5 14v-4M9 14V5M13 14V8M16.500 14v-2',
  compare: 'M7 3v14M13 3v14M3 6l4-3M3 11h4M13 9h4M13 14l4 3',
  drought: 'M10 2.500c3 3.800 4.700 6.300 4.700 9a4.700 4.700 0 0 1-9.400 0c0-2.700 1.700-5.200 4.700-9zM3 17.500 17 3.500',
  settlement: 'M10 3v14M4 17h12M5 5.500h10M5 5.500 2.500 11h5zM15 5.500 12.500 11h5z',
  admin: 'M10 4a3 3 0 1 0 .01 0M4 17c.5-3.500 2.800-5 6-5s5.500 1.500 6 5',
  search: 'M9 4a5 5 0 1 0 .01 0M12.700 12.700 17 17',
  down: 'M5 8l5 5 5-5',
  right: 'M8 5l5 5-5 5',
  left: 'M12 5l-5 5 5 5',
  close: 'M5 5l10 10M15 5 5 15',
  plus: 'M10 4v12M4 10h12',
  chart: 'M3 17h14M4 13l4-5 3.500 3L16 5',
  table: 'M3 4h14v12H3zM3 8.500h14M9 8.500V16',
  save: 'M10 3v9M6.500 9 10 12.500 13.500 9M4 16.500h12',
  play: 'M6 4l10 6-10 6z',
  stop: 'M5 5h10v10H5z',
  help: 'M10 3a7 7 0 1 0 .01 0M8 8.200a2 2 0 1 1 2.700 1.900c-.5.2-.7.600-.7 1.100v.5M10 14v.3',
  warning: 'M10 3 18 16.500H2zM10 8v4M10 14v.3',
  check: 'M4 10.500 8 14.500 16 5.500',
  edit: 'M4 16l.8-3.200L13 4.500l2.500 2.500-8.300 8.200z',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  print: 'M6 8V3h8v5M6 14H3.500V8h13v6H14M6 12h8v5H6z',
  link: 'M8.500 11.500l3-3M7 9l-2 2a2.800 2.800 0 0 0 4 4l2-2M13 11l2-2a2.800 2.800 0 0 0-4-4L9 7',
  pin: 'M7 3h6l-.8 6 2.300 2.500h-9L7.800 9zM10 11.500V17',
  out: 'M12 4H4v12h8M9 10h8M14 7l3 3-3 3',
  droplet: 'M10 2.500c3 3.800 4.700 6.300 4.700 9a4.700 4.700 0 0 1-9.400 0c0-2.700 1.700-5.200 4.700-9z',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
