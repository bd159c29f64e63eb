/* Style sheets: imported by the widget as minified text for constructable sheets, by console and pages for the bundle. */
declare module "*.css" {
  const text: string;
  export default text;
}
