import { customProperties, darkPalette, lightPalette } from './palette';

/** The report's style sheet: system fonts, light and dark, phone to print. Colours keep a contrast of 4.5 : 1 for text. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; ${customProperties(lightPalette)} }
@media (prefers-color-scheme: dark) { :root { ${customProperties(darkPalette)} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
header, main { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 40px; }
h1 { font-size: clamp(28px, 4.5vw, 40px); line-height: 1.15; letter-spacing: -.02em; margin: 4px 0 8px; text-wrap: balance; }
h2 { font-size: 24px; letter-spacing: -.01em; margin: 0; }
h3 { font-size: 18px; margin: 40px 0 12px; }
h4 { font-size: 15px; margin: 0 0 6px; overflow-wrap: anywhere; line-height: 1.35; }
p { margin: 0 0 8px; }
small { font-size: 13px; font-weight: 400; color: var(--soft); white-space: nowrap; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 13px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 16px; top: 8px; }
.brand { color: var(--accent); font-weight: 650; margin: 0; } .brand span { font-size: 22px; line-height: 1; vertical-align: -2px; }
.summary { font-size: 18px; max-width: 62ch; } .stamp, .lead { color: var(--soft); }
.stamp { font-size: 14px; }
nav { display: flex; flex-wrap: wrap; gap: 4px 20px; border-top: 1px solid var(--line); padding: 12px 0 0; margin-top: 16px; }
section { background: var(--sheet); border: 1px solid var(--line); border-radius: 14px; padding: 28px; margin: 24px 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(120px, 1fr)); gap: 12px; margin: 20px 0 14px; }
.tile { background: var(--well); border-radius: 10px; padding: 12px; min-width: 0; }
.tile dt { color: var(--soft); font-size: 13px; }
.tile dd { margin: 2px 0 0; font-size: 26px; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tile.good dd { color: var(--good); } .tile.held dd { color: var(--held); } .tile.bad dd { color: var(--bad); }
.bar { display: flex; gap: 2px; height: 10px; border-radius: 5px; overflow: hidden; }
.bar span { min-width: 4px; } .bar .good { background: var(--good); } .bar .held { background: var(--held); } .bar .bad { background: var(--bad); }
.flow { list-style: none; display: flex; flex-wrap: wrap; gap: 12px 24px; margin: 0; padding: 0; }
.flow > li { position: relative; flex: 1 1 96px; display: flex; flex-direction: column; justify-content: center; min-width: min-content; border: 1px solid var(--line); border-radius: 10px; padding: 9px 10px; }
.flow > li:not(:last-child)::after { content: "→"; position: absolute; right: -20px; top: 50%; transform: translateY(-50%); color: var(--soft); }
.flow b, .flow span { display: block; } .flow b { font-size: 14px; white-space: nowrap; } .flow span { font-size: 13px; color: var(--soft); line-height: 1.3; }
.flow > .ends { border: 0; padding: 0; gap: 6px; } .end { border-radius: 10px; padding: 6px 10px; }
.end.good { background: var(--good-wash); } .end.held { background: var(--held-wash); }
.end.good b { color: var(--good); } .end.held b { color: var(--held); } .end span { color: var(--ink); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 15px; }
caption { text-align: left; color: var(--soft); font-size: 14px; padding-bottom: 6px; }
th, td { text-align: left; vertical-align: baseline; padding: 8px 16px 8px 0; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-size: 13px; font-weight: 500; }
tbody th { font-weight: 500; white-space: nowrap; } tbody th code { color: var(--held); }
th:last-child, td:last-child { padding-right: 0; }
.wrong { color: var(--bad); }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.histogram { display: block; max-width: 320px; } .histogram rect { vector-effect: non-scaling-stroke; }
.histogram .before { fill: var(--line); stroke: var(--soft); stroke-width: 1; } .histogram .now { fill: var(--accent); }
.meter { display: inline-block; width: 72px; height: 6px; border-radius: 3px; background: var(--well); margin-left: 10px; vertical-align: 2px; overflow: hidden; }
.meter span { display: block; height: 100%; background: var(--held); }
.cards, .strip { list-style: none; margin: 0; padding: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: 14px; }
.card { display: flex; gap: 16px; border: 1px solid var(--line); border-radius: 12px; padding: 14px; break-inside: avoid; }
.frame { flex: 0 0 112px; height: 112px; display: grid; place-items: center; background: var(--well); border-radius: 8px; overflow: hidden; }
.frame img { max-width: 112px; max-height: 112px; display: block; }
.glyph { width: 48px; fill: none; stroke: var(--soft); stroke-width: 2; stroke-linejoin: round; }
.what { min-width: 0; flex: 1; font-size: 14px; overflow-wrap: anywhere; }
.what p { margin: 0 0 4px; } .code code { color: var(--held); font-weight: 600; background: var(--held-wash); border-radius: 5px; padding: 1px 6px; }
.remedy { color: var(--soft); } .remedy span { font-weight: 600; color: var(--ink); }
.measured { display: flex; flex-wrap: wrap; gap: 2px 14px; margin: 6px 0 0; font-size: 13px; }
.measured div { display: flex; gap: 5px; } .measured dt { color: var(--soft); } .measured dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.class { margin-bottom: 16px; } .strip { display: grid; grid-template-columns: repeat(auto-fill, minmax(84px, 104px)); gap: 8px; }
.strip li { position: relative; aspect-ratio: 1; background: var(--well); border-radius: 8px; overflow: hidden; display: grid; place-items: center; }
.strip img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; display: block; }
.strip .wrong-photo { outline: 3px solid var(--bad); outline-offset: -3px; }
.strip .wrong-photo span { position: absolute; left: 0; right: 0; bottom: 0; background: var(--bad); color: var(--sheet); font-size: 12px; line-height: 1.4; text-align: center; }
.steps { padding-left: 22px; margin: 0; } .steps li { margin-bottom: 10px; }
pre { background: var(--well); border-radius: 8px; padding: 9px 12px; margin: 6px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 640px) {
  header, main { padding: 0 14px; } header { padding-top: 24px; } section { padding: 18px 16px; }
  .tiles { grid-template-columns: 1fr 1fr; } .tile dd { font-size: 22px; } .tile:last-child:nth-child(odd) { grid-column: 1 / -1; }
  .flow { flex-direction: column; gap: 18px; } .flow > li { flex: none; }
  .flow > li:not(:last-child)::after { content: "↓"; right: auto; left: 22px; top: auto; bottom: -20px; transform: none; }
  .frame { flex-basis: 80px; height: 80px; } .frame img { max-width: 80px; max-height: 80px; }
  .meter { display: none; } thead { display: none; } tbody tr { display: grid; grid-template-columns: 1fr auto; border-top: 1px solid var(--line); padding: 8px 0; }
  tbody th, tbody td { border: 0; padding: 0; } tbody td:nth-child(2) { grid-row: 2; grid-column: 1 / -1; }
}
`;
