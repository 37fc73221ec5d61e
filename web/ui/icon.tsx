// The few line drawings used as icons; decoration, so hidden from screen readers.

const DRAWINGS = {
  play: 'M6 4l9 6-9 6z',
  pause: 'M6 4v12M14 4v12',
  check: 'M4 10.5l4 4 8-9',
  cross: 'M5 5l10 10M15 5L5 15',
  clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6v4l3 2',
  back: 'M12 4l-6 6 6 6',
  download: 'M10 3v10M6 9.5l4 4 4-4M4 17h12',
  link: 'M8.5 11.5a3.5 3.5 0 0 0 5 0l2.5-2.5a3.5 3.5 0 0 0-5-5l-1 1M11.5 8.5a3.5 3.5 0 0 0-5 0L4 11a3.5 3.5 0 0 0 5 5l1-1',
  file: 'M5 2.5h6l4 4v11H5zM11 2.5v4h4',
} as const;

/** One icon, as large as the text around it. */
export function Icon(props: { name: keyof typeof DRAWINGS }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true">
      <path
        d={DRAWINGS[props.name]}
        fill={props.name === 'play' ? 'currentColor' : 'none'}
        stroke="currentColor"
        stroke-width="1.8"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
