const empty = new Set(['meta', 'br', 'img', 'link', 'hr']);

/** Tags that are not closed in the order in which they were opened, and attributes without quotes; [] for good HTML. */
export function wellFormed(page: string): string[] {
  const open: string[] = [];
  const faults: string[] = [];
  const markup = page
    .replace(/<!doctype html>/i, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<style>[\s\S]*?<\/style>/g, '');
  for (const [tag, slash, name = '', rest = ''] of markup.matchAll(/<(\/?)([a-z0-9]+)([^>]*)>/gi)) {
    if (!/^(\s+[a-z-]+="[^"<>]*")*\s*$/.test(rest)) faults.push(tag);
    if (slash === '/') {
      if (open.pop() !== name) faults.push(`${tag} closes another`);
    } else if (!empty.has(name)) open.push(name);
  }
  if (/<(?!\/?[a-z0-9]+[^<>]*>)/i.test(markup)) faults.push('a < that begins no tag');
  return [...faults, ...open.map(name => `<${name}> stays open`)];
}
