/* The demo's bar: signs the visitor in as somebody else by asking our server for the token that a platform's server
   would have signed, and the few things on the page that answer a click. */

import { showWays } from "./parts/demo_ways";
import { supportChat } from "./parts/support";

interface Look {
  /** "" for an anonymous visitor. */
  plan: string;
  country: string;
}

interface Identity {
  token: string | null;
  locale: string;
  name: string | null;
  shop: string | null;
}

const KEY = "demo:look";
const LOCALE_KEY = "demo:locale";
const form = document.querySelector<HTMLFormElement>("#Look");

function select(name: string): HTMLSelectElement | null {
  const found = form?.elements.namedItem(name);
  return found instanceof HTMLSelectElement ? found : null;
}

function chosen(): Look {
  return { plan: select("plan")?.value ?? "", country: select("country")?.value ?? "" };
}

function say(selector: string, text: string): void {
  for (const element of document.querySelectorAll(selector)) element.textContent = text;
}

async function identityOf({ plan, country }: Look): Promise<Identity> {
  const locale = select("locale")?.value ?? null;
  const answer = await fetch("/demo/identity", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ plan: plan || null, country, locale }),
  });
  if (!answer.ok) throw new Error(`the demo's server answered ${answer.status}`);
  return answer.json();
}

/** Who is asked for last wins, however long the answers take. */
let latest: Look | undefined;

/** `anew` drops who was there before; without it an open conversation survives a reload. */
async function become(look: Look, anew: boolean): Promise<void> {
  const words = form?.dataset ?? {};
  latest = look;
  try {
    const { token, locale, name, shop } = await identityOf(look);
    if (latest !== look) return;
    if (anew) supportChat("shutdown");
    supportChat("boot", token ? { token, locale } : { locale });
    say("#Status", "");
    say("[data-name]", name?.split(" ")[0] ?? words.guest ?? "");
    say("[data-shop]", shop ?? words.guestShop ?? "");
    say("[data-plan]", select("plan")?.selectedOptions[0]?.text ?? "");
  } catch {
    say("#Status", words.failed ?? "");
  }
}

function kept(): Look {
  try {
    const look: Partial<Look> = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    return { ...chosen(), ...look };
  } catch {
    return chosen(); // storage is switched off, or somebody wrote something else there
  }
}

function keep(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // storage is switched off: the choice lasts until the next page
  }
}

function wantedLocale(): string | null {
  try {
    return sessionStorage.getItem(LOCALE_KEY);
  } catch {
    return null;
  }
}

/** The moment is for this row alone: the widget lives now. */
function ways(): void {
  const at = form?.elements.namedItem("at");
  const { plan, country } = chosen();
  showWays(document.querySelector<HTMLElement>("#Ways"), {
    plan,
    country,
    at: at instanceof HTMLInputElement ? at.value : "",
  });
}

function begin(): void {
  const locale = wantedLocale();
  if (locale && !new URLSearchParams(location.search).has("locale") && locale !== select("locale")?.value) {
    location.replace(`/?locale=${encodeURIComponent(locale)}`);
    return;
  }
  const look = kept();
  for (const [name, value] of Object.entries(look)) {
    const field = select(name);
    if (field && [...field.options].some((option) => option.value === value)) field.value = value;
  }
  become(chosen(), false);
  ways();
}

form?.addEventListener("change", (event) => {
  ways();
  if (event.target instanceof HTMLInputElement) return;
  if (event.target === select("locale")) {
    const locale = select("locale")?.value ?? "";
    keep(LOCALE_KEY, locale);
    location.assign(`/?locale=${encodeURIComponent(locale)}`);
    return;
  }
  keep(KEY, JSON.stringify(chosen()));
  become(chosen(), true);
});

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  const article = event.target.closest<HTMLElement>("a[data-article]")?.dataset.article;
  if (article && plain) {
    event.preventDefault();
    supportChat("showArticle", article);
  }
  if (event.target.closest("[data-pretend]")) {
    const note = document.querySelector<HTMLElement>("#Pretend");
    if (note) note.textContent = note.dataset.text ?? "";
  }
});

begin();
