/** Of timelines and recall charts, beside the page's own style sheet. Shapes and dashes say what colours say. */
export const TRAIL_STYLE = `
.timeline { list-style: none; margin: 16px 0 0; padding: 0; }
.timeline > li { position: relative; display: grid; grid-template-columns: 104px 1fr; gap: 2px 34px; padding: 0 0 18px; break-inside: avoid; }
.timeline > li:not(:last-child)::before { content: ""; position: absolute; left: 120px; top: 20px; bottom: -4px; width: 2px; background: var(--line); }
.timeline .when { text-align: right; font-size: 14px; font-variant-numeric: tabular-nums; color: var(--soft); }
.timeline .when b { display: block; color: var(--ink); font-weight: 600; }
.timeline .dot { position: absolute; left: 111px; top: 2px; width: 20px; height: 20px; border-radius: 50%; background: var(--well); border: 2px solid var(--soft); color: var(--ink); font-size: 12px; font-weight: 700; line-height: 16px; text-align: center; }
.timeline .bad .dot { border-color: var(--bad); color: var(--bad); } .timeline .good .dot { border-color: var(--good); color: var(--good); }
.timeline .held .dot { border-color: var(--held); color: var(--held); }
.timeline .what { font-size: 15px; min-width: 0; overflow-wrap: anywhere; } .timeline .what p { margin: 2px 0 0; color: var(--soft); font-size: 14px; }
.timeline .who { display: inline-block; font-size: 12px; font-weight: 600; color: var(--soft); background: var(--well); border-radius: 5px; padding: 0 7px; margin-right: 6px; }
.timeline details { font-size: 14px; margin-top: 4px; } .timeline summary { cursor: pointer; color: var(--soft); }
.timeline details ul { margin: 4px 0 0; padding-left: 18px; }
.recall { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: 20px 28px; margin: 16px 0 0; padding: 0; list-style: none; }
.recall li { min-width: 0; break-inside: avoid; } .recall svg { display: block; width: 100%; height: auto; }
.recall h4 { display: flex; justify-content: space-between; gap: 12px; } .recall h4 small { white-space: normal; text-align: right; }
.recall text { font: 11px system-ui, sans-serif; fill: var(--soft); } .recall .number { font-weight: 700; fill: var(--ink); text-anchor: middle; }
.recall .axis { stroke: var(--line); stroke-width: 1; } .recall .floor { stroke: var(--held); stroke-width: 1.5; stroke-dasharray: 2 3; fill: none; }
.recall .line { stroke: var(--accent); stroke-width: 2; fill: none; } .recall .ok { fill: var(--sheet); stroke: var(--accent); stroke-width: 2; }
.recall .breach { fill: var(--bad); stroke: var(--sheet); stroke-width: 1; }
.recall .mark { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 5 3; } .recall .mark.release { stroke-dasharray: none; }
.recall .badge { fill: var(--well); stroke: var(--soft); }
.phases { table-layout: fixed; } .phases th small { display: block; } .phases th[scope=row] { white-space: normal; overflow-wrap: anywhere; }
section > .scroll + .scroll, section > .scroll + p { margin-top: 24px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; list-style: none; padding: 0; margin: 12px 0 0; font-size: 14px; color: var(--soft); }
.legend b { color: var(--ink); }
.spans { list-style: none; margin: 8px 0 0; padding: 0; } .spans li { display: grid; grid-template-columns: minmax(120px, 200px) 1fr 84px; gap: 12px; align-items: center; font-size: 14px; padding: 3px 0; }
.spans .track { position: relative; height: 12px; background: var(--well); border-radius: 6px; } .spans .track i { position: absolute; top: 0; bottom: 0; min-width: 3px; border-radius: 6px; background: var(--accent); }
.spans .people i { background: repeating-linear-gradient(45deg, var(--held) 0 4px, var(--well) 4px 7px); } .spans b { text-align: right; font-variant-numeric: tabular-nums; font-weight: 600; }
.mails { list-style: none; margin: 12px 0 0; padding: 0; } .mails li { border-top: 1px solid var(--line); padding: 8px 0; font-size: 15px; }
.mails summary { cursor: pointer; overflow-wrap: anywhere; } .mails time { color: var(--soft); font-variant-numeric: tabular-nums; margin-right: 8px; }
.mails pre { background: var(--well); border-radius: 8px; padding: 12px 14px; margin: 10px 0 6px; font-size: 13px; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 640px) {
  .timeline > li { grid-template-columns: 1fr; padding-left: 32px; } .timeline .dot { left: 0; } .timeline .when { text-align: left; } .timeline .when b { display: inline; margin-right: 8px; }
  .timeline > li:not(:last-child)::before { left: 9px; }
  .spans li { grid-template-columns: 1fr auto; gap: 2px 12px; } .spans .track { grid-row: 2; grid-column: 1 / -1; }
  .phases thead { display: table-header-group; } .phases tbody tr { display: table-row; } .phases th, .phases td { border-top: 1px solid var(--line); padding: 6px 10px 6px 0; }
}
`;
