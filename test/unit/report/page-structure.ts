/** Faults of a page that a reader of another kind, or paper, would stumble over; none of a sound one. */
export const pageFaults = (page: string): string[] => [
  ...headingFaults(page),
  ...tableFaults(page),
  ...drawingFaults(page),
  ...nameFaults(page),
];

const captured = (page: string, pattern: RegExp): string[] =>
  [...page.matchAll(pattern)].map(([whole, part]) => part ?? whole);

function headingFaults(page: string): string[] {
  const levels = captured(page, /<h([1-6])\b/g).map(Number);
  const jumps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
  return jumps.map(level => `heading of level ${level} must follow one of level ${level - 1} or deeper`);
}

function tableFaults(page: string): string[] {
  const heads = captured(page, /<th\b.*?<\/th>/gs);
  const nameless = heads.filter(head => head.replace(/<[^>]*>/g, '').trim() === '');
  const unscoped = heads.filter(head => !/^<th[^>]* scope="(col|row)"/.test(head));
  const bare = captured(page, /<table\b.*?<\/table>/gs).filter(table => !table.includes('<thead>'));
  return [
    ...nameless.map(head => `a head of a table must have a text, got ${head}`),
    ...unscoped.map(head => `a head of a table must say what it heads, got ${head}`),
    ...bare.map(table => `a table must have a head, got ${table.slice(0, 80)}`),
  ];
}

function drawingFaults(page: string): string[] {
  const drawings = captured(page, /<svg\b[^>]*>/g);
  return drawings
    .filter(svg => !/ role="img"/.test(svg) || !/ aria-label(ledby)?="[^"]+"/.test(svg))
    .map(svg => `a drawing must have role img and a name, got ${svg}`);
}

function nameFaults(page: string): string[] {
  const ids = captured(page, / id="([^"]*)"/g);
  const regions = captured(page, / role="region" aria-label="([^"]*)"/g);
  const asked = captured(page, / (?:href="#|aria-labelledby=")([^"]*)"/g).flatMap(names => names.split(' '));
  const twice = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...twice(ids).map(id => `id ${id} must be unique`),
    ...twice(regions).map(name => `region ${name} must have a name of its own`),
    ...asked.filter(id => !ids.includes(id)).map(id => `#${id} must be in the page`),
  ];
}
