/* Style sheets: imported by the widget as minified text for constructable sheets, by console and pages for the bundle. */
/** Made by the build: the widget's locales by name. */
declare module "virtual:locales/i18n" {
  import type { Texts } from "../widget/i18n/texts";

  const locales: Record<string, () => Promise<{ default: Texts }>>;
  export default locales;
}

declare module "virtual:locales/ways" {
  import type { WaysTexts } from "../widget/ways/texts";

  const locales: Record<string, () => Promise<{ default: WaysTexts }>>;
  export default locales;
}

declare module "virtual:locales/tickets" {
  import type { TicketTexts } from "../widget/tickets/texts";

  const locales: Record<string, () => Promise<{ default: TicketTexts }>>;
  export default locales;
}

declare module "*.css" {
  const text: string;
  export default text;
}
