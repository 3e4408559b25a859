/** Line drawings on a 24-unit grid; each string holds the paths of one icon. */
const drawings = {
  numbers: ['M8 3h8a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z', 'M11 17.5h2'],
  team: [
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
    'M2.5 20c.3-3.5 3-5.5 6.5-5.5s6.2 2 6.5 5.5',
    'M16 4.3a3.5 3.5 0 0 1 0 6.5',
    'M18 14.9c2 .7 3.3 2.5 3.5 5.1',
  ],
  webhook: ['M6 6.5h9a4 4 0 0 1 0 8h-2', 'M10 17.5h-4M15.5 11.5l-3 3 3 3', 'M4 9.5v-3h2'],
  pulse: ['M3 12h4l2.5-6 4 12 2.5-6h5'],
  key: ['M8 19a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z', 'M11.3 11.4 20 3', 'M16 7l3 3', 'M13.5 9.5l1.5 1.5'],
  audit: ['M7 3h10a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z', 'M9 8h6', 'M9 12h6', 'M9 16h3'],
  settings: [
    'M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z',
    'M19.4 13.5l1.6 1.2-1.9 3.3-1.9-.8a7.5 7.5 0 0 1-2.6 1.5l-.3 2h-3.8l-.3-2a7.5 7.5 0 0 1-2.6-1.5l-1.9.8L3.8 14.7l1.6-1.2a7.6 7.6 0 0 1 0-3L3.8 9.3 5.7 6l1.9.8a7.5 7.5 0 0 1 2.6-1.5l.3-2h3.8l.3 2a7.5 7.5 0 0 1 2.6 1.5l1.9-.8L21 9.3l-1.6 1.2a7.6 7.6 0 0 1 0 3z',
  ],
  search: ['M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14z', 'M20.5 20.5 16 16'],
  sun: [
    'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z',
    'M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  ],
  moon: ['M20 14.5A8.2 8.2 0 0 1 9.5 4 8.2 8.2 0 1 0 20 14.5z'],
  monitor: ['M4 4h16a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 20 16H4a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 4 4z', 'M8.5 20h7M12 16v4'],
  signOut: ['M14 4H6a1.5 1.5 0 0 0-1.5 1.5v13A1.5 1.5 0 0 0 6 20h8', 'M10 12h10.5', 'M17 8.5l3.5 3.5-3.5 3.5'],
  plus: ['M12 5v14M5 12h14'],
  check: ['M5 12.5l4.5 4.5L19 7.5'],
  close: ['M6 6l12 12M18 6L6 18'],
  copy: [
    'M9.5 8.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1z',
    'M15.5 5.5v-0a1 1 0 0 0-1-1h-9a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h0',
  ],
  right: ['M9.5 5.5l6.5 6.5-6.5 6.5'],
  left: ['M14.5 5.5L8 12l6.5 6.5'],
  dots: ['M5.5 12h.01M12 12h.01M18.5 12h.01'],
  play: ['M7.5 5v14l11-7z'],
  pause: ['M8 5.5v13M16 5.5v13'],
  stop: ['M7.5 6.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1z'],
  restart: ['M19.5 12a7.5 7.5 0 1 1-2.3-5.4L19.5 9', 'M19.5 4.5V9H15'],
  qr: ['M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4z', 'M14 14h2.5v2.5H14zM20 14v2.5M17 20h3v-1M14 19.5v.5'],
  scan: [
    'M4 8.5V5.5A1.5 1.5 0 0 1 5.5 4h3M15.5 4h3A1.5 1.5 0 0 1 20 5.5v3M20 15.5v3a1.5 1.5 0 0 1-1.5 1.5h-3M8.5 20h-3A1.5 1.5 0 0 1 4 18.5v-3',
    'M7 12h10',
  ],
  unlink: ['M10 7l1.5-1.5a4.2 4.2 0 0 1 6 6L16 13', 'M14 17l-1.5 1.5a4.2 4.2 0 0 1-6-6L8 11', 'M4 4l16 16'],
  trash: [
    'M4.5 6.5h15',
    'M9 6.5V4.5h6v2',
    'M6.5 6.5l.8 12.2a1.5 1.5 0 0 0 1.5 1.3h6.4a1.5 1.5 0 0 0 1.5-1.3l.8-12.2',
    'M10 10.5v5.5M14 10.5v5.5',
  ],
  warning: ['M12 4l9 15.5H3z', 'M12 10v4.5M12 17.2v.01'],
  info: ['M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z', 'M12 11v5.5M12 7.8v.01'],
  shield: ['M12 3l7.5 2.8v5.7c0 4.7-3 7.9-7.5 9.5-4.5-1.6-7.5-4.8-7.5-9.5V5.8z', 'M8.8 12l2.3 2.3 4.1-4.3'],
  mail: ['M4 5.5h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1z', 'M3.5 7l8.5 6 8.5-6'],
  sandbox: ['M9.5 3.5h5', 'M10.5 3.5v6L5 18.5a1.5 1.5 0 0 0 1.3 2.2h11.4a1.5 1.5 0 0 0 1.3-2.2l-5.5-9v-6', 'M7.8 15h8.4'],
  web: ['M12 21a9 9 0 1 0-7.8-4.5L3 21l4.5-1.2A9 9 0 0 0 12 21z', 'M8.5 12h.01M12 12h.01M15.5 12h.01'],
  cloud: ['M7 18.5a4.5 4.5 0 0 1-.5-8.97 6 6 0 0 1 11.4 1.5A3.8 3.8 0 0 1 17.5 18.5z'],
  undo: ['M8.5 5.5L4.5 9.5l4 4', 'M4.5 9.5h9.5a5 5 0 0 1 0 10h-3'],
  user: ['M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z', 'M4.5 20.5c.4-4 3.5-6 7.5-6s7.1 2 7.5 6'],
  building: ['M5 20.5V4.5A1 1 0 0 1 6 3.5h8a1 1 0 0 1 1 1v16', 'M15 9.5h3a1 1 0 0 1 1 1v10', 'M3 20.5h18', 'M8.5 8h3M8.5 12h3M8.5 16h3'],
  pencil: ['M4.5 19.5l.9-4L16 4.9a1.5 1.5 0 0 1 2.1 0l1 1a1.5 1.5 0 0 1 0 2.1L8.5 18.6z'],
  menu: ['M4 7h16M4 12h16M4 17h16'],
  crown: ['M4 17.5L3 7.5l5 4 4-6.5 4 6.5 5-4-1 10z'],
  arrow: ['M4.5 12h15', 'M13.5 6l6 6-6 6'],
  chart: ['M4 20V4', 'M4 20h16', 'M8.5 16v-4M13 16V8M17.5 16v-6'],
  crossedCircle: ['M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16z', 'M8 12h8'],
} as const;

export type IconName = keyof typeof drawings;

type Props = { name: IconName; size?: number; className?: string | undefined };

/** A line icon in the colour of its text; always beside words or in a control that has a label, so it is hidden from screen readers. */
export function Icon({ name, size = 18, className }: Props) {
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'dots' ? 2.6 : 1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {drawings[name].map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
