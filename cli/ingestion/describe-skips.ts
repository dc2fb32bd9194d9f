import { printable } from './printable';

const shown = 3;

/** "skipped 12 hidden: a/.x, b/.y, b/.z, …" for each cause; empty when nothing was skipped. */
export function describeSkips(skipped: readonly { readonly path: string; readonly why: string }[]): string[] {
  const byCause = new Map<string, string[]>();
  for (const { path, why } of skipped) byCause.set(why, [...(byCause.get(why) ?? []), printable(path)]);
  return [...byCause].map(([why, paths]) => {
    const more = paths.length > shown ? ', …' : '';
    return `skipped ${paths.length} (${why}): ${paths.slice(0, shown).join(', ')}${more}`;
  });
}
