/* Two short sounds made by the browser itself: a new chat, a new message. */

export interface Chime {
  newChat(): void;
  newMessage(): void;
}

type Note = [hertz: number, startS: number, lengthS: number];

const NEW_CHAT: Note[] = [
  [659, 0, 0.16],
  [880, 0.15, 0.34],
];
const NEW_MESSAGE: Note[] = [[784, 0, 0.14]];

/** Loud enough for a desk, soft enough for headphones. */
const VOLUME = 0.16;

export function createChime(): Chime {
  let context: AudioContext | null = null;

  // Browsers let a page sound only after the person has touched it.
  for (const touch of ["pointerdown", "keydown"]) {
    addEventListener(touch, () => void wake().resume(), { once: true, capture: true });
  }

  function wake(): AudioContext {
    context ??= new AudioContext();
    return context;
  }

  function play(notes: Note[]): void {
    if (context?.state !== "running") return;
    for (const note of notes) sound(context, note);
  }

  return {
    newChat: () => onlyHere("console-chime", () => play(NEW_CHAT)),
    newMessage: () => onlyHere("console-chime", () => play(NEW_MESSAGE)),
  };
}

function sound(context: AudioContext, [hertz, startS, lengthS]: Note): void {
  const start = context.currentTime + startS;
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.type = "sine";
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(VOLUME, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, start + lengthS);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + lengthS);
}

/** With several tabs open one of them sounds. Locks need a secure page; without them each tab sounds. */
function onlyHere(name: string, play: () => void): void {
  if (!("locks" in navigator)) {
    play();
    return;
  }
  void navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    play();
    await new Promise((done) => setTimeout(done, 900));
  });
}
