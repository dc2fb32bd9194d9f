import { customProperties, printPalette } from './palette';

/**
 * The report on paper. Nothing scrolls there and nothing is clicked: what is cut off on a screen is whole, what leads
 * somewhere is left out. No picture, row or figure is cut by the end of a page, and no heading ends one.
 */
export const PRINT_STYLE = `
@page { margin: 14mm 13mm; }
@media print {
  :root { ${customProperties(printPalette)} color-scheme: light; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  html { scroll-behavior: auto; } body { font-size: 10.5pt; }
  header, main { max-width: none; padding: 0; } header { padding-top: 0; }
  section { border: 0; border-top: 2px solid var(--line); border-radius: 0; padding: 16px 0 0; margin: 22px 0 0; }
  nav, .skip, .mails a, .mails p { display: none; }
  h2, h3, h4, .lead, caption, thead, .legend { break-after: avoid; }
  h3 { margin-top: 26px; }
  h3 + .scroll, h3 + .tiles, h3 + p, h3 + ul, h3 + ol, .lead + * { break-before: avoid; }
  table, tr, .tile, .strip li, .steps li, .flow, .spans, .legend, .timeline > li, summary { break-inside: avoid; }
  .scroll { overflow: visible; } pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  th, td { padding-top: 5px; padding-bottom: 5px; } .tile dd { font-size: 19px; }
  .cards { grid-template-columns: 1fr 1fr; gap: 8px; } .card { padding: 9px; gap: 10px; }
  .frame { flex-basis: 72px; height: 72px; } .frame img { max-width: 72px; max-height: 72px; }
  .strip { grid-template-columns: repeat(8, 1fr); }
  .recall { grid-template-columns: 1fr 1fr; }
  details:not([open]) > summary { list-style: none; }
  .timeline details:not([open]) { display: none; }
}
`;
