/* What JSX compiles to in the widget; the build injects it where it is needed. */

export { Fragment, h } from "preact";
