/* The agents' console starts here. */
import "./console.css";
import { render } from "preact";
import { startConsole } from "./app/start";
import { pageTitle, preferredLocale } from "./i18n";
import { App } from "./views/App";

const root = document.getElementById("console");
if (root) {
  const locale = preferredLocale(navigator.languages, root.dataset.locale);
  const page = document.title;
  const running = startConsole(locale, (state) => pageTitle(state, page));
  root.replaceChildren();
  render(<App console={running} />, root);
}
