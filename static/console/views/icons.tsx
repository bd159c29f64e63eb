/* Line icons, drawn here so that nothing has to be loaded. Decoration only: names stand beside them as text. */

const PATHS = {
  accept: "M4 12.5l5 5L20 6.5",
  send: "M4 12l16-8-6 16-2.5-6.5L4 12z",
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.5 16.5L21 21",
  mail: "M4 6h16v12H4zM4.5 6.5L12 13l7.5-6.5",
  menu: "M4 7h16M4 12h16M4 17h16",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20a7.5 7.5 0 0 1 15 0",
  note: "M6 4h12v11l-5 5H6zM13 20v-5h5",
  book: "M5 5a2 2 0 0 1 2-2h12v15H7a2 2 0 0 0-2 2V5zM5 20a1 1 0 0 0 1 1h13v-3",
  sound: "M5 9.5v5h3.5L13 18V6L8.5 9.5H5zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11",
  muted: "M5 9.5v5h3.5L13 18V6L8.5 9.5H5zM16.5 9.5l5 5M21.5 9.5l-5 5",
  down: "M6 9l6 6 6-6",
  check: "M4 12.5l5 5L20 6.5",
  checks: "M2 12.5l5 5L17 7.5M12.5 17L22 7.5",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 2",
  alert: "M12 4L2.8 19.5h18.4L12 4zM12 10v4.5M12 17.2v.3",
  trash: "M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5",
  shield: "M12 3l7 2.5V11c0 5-3 8-7 10-4-2-7-5-7-10V5.5L12 3zM8.8 11.8l2.4 2.4 4.2-4.4",
  question: "M9 9a3 3 0 1 1 4.2 2.8c-.8.4-1.2 1-1.2 2V14M12 17v.3M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  slash: "M15 4L9 20",
  hash: "M9 4L7 20M17 4l-2 16M4.5 9h15M4.5 15h15",
  plus: "M12 5v14M5 12h14",
  open: "M13 5h6v6M19 5l-9 9M10 5H6a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-4",
  story: "M5 4v16M5 7h9l-2 3 2 3H5M9 17h10",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** A star of the merchant's rating. */
export function Star({ full }: { full: boolean }) {
  return (
    <svg class={full ? "star star--full" : "star"} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6-5.3-2.9L6.7 20l1.1-6-4.4-4.2 6-.8z" />
    </svg>
  );
}
