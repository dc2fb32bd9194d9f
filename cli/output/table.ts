import type { Output } from './output';

export type Cell = string | number;

/** A table without frames, for people; machines take --json. Loads its library when first used. */
export function table(output: Output, head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const Table = require('cli-table3') as typeof import('cli-table3');
  const drawn = new Table({
    head: head.map(title => output.colours.bold(title)),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
    chars: NO_FRAME,
  });
  drawn.push(...rows.map(row => [...row]));
  return drawn
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n');
}

const NO_FRAME = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map(name => [name, '']),
);
