/* Line icons on a 24-pixel grid, drawn in the colour of the text. Always decoration: the words stand beside them. */

const PATHS = {
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  close: "M6 6l12 12M18 6L6 18",
  down: "M12 5v14M6 13l6 6 6-6",
  send: "M12 19V5M6 11l6-6 6 6",
  search: "M16 16l4 4M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z",
  person: "M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM4 20c.8-3.5 3.9-5 8-5s7.2 1.5 8 5",
  talk: "M12 4c-5 0-8.5 3-8.5 6.8 0 2.2 1.2 4.1 3.2 5.3L6 20l4-2.5 2 .1c5 0 8.5-3 8.5-6.8S17 4 12 4Z",
  article: "M6 3h8l4 4v14H6ZM9 11h6M9 15h6",
  check: "M5 12.5l5 5L19 7",
  seen: "M2 12.5l5 5L16 7M12 17l.5.5L22 7",
  alert: "M12 8v5M12 16.5v.1M12 3.5l9.5 16.5h-19Z",
  clock: "M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z",
  pencil: "M4 20l1-4L16 5l3 3L8 19Z",
  plus: "M12 5v14M5 12h14",
  star: "M12 3.5l2.6 5.4 5.9.8-4.3 4.2 1 5.9L12 17l-5.2 2.8 1-5.9L3.5 9.7l5.9-.8Z",
};

export function Icon({ is }: { is: keyof typeof PATHS }) {
  return (
    <svg class={is === "next" || is === "back" ? "icon turn" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[is]} />
    </svg>
  );
}
