import * as z from 'zod/mini';
import type { ColumnBaseline, TableBaseline, TableProfile } from '../baseline';
import type { CategoryGrid } from './category-grid';
import type { ColumnProfile } from './column-profile';
import type { NumericGrid } from './numeric-grid';
import { packBytes, packNumbers, unpackBytes, unpackNumbers } from './packed-numbers';

/** Raised when the form changes; older forms are refused, not guessed. */
const schemaVersion = 1;

const count = z.int().check(z.minimum(0));
/** Infinity is no JSON number: null while nothing was counted. */
const extreme = z.nullable(z.number());

const numericProfile = z.object({
  kind: z.literal('numeric'),
  gridId: z.string(),
  count,
  missing: count,
  infinite: count,
  minimum: extreme,
  maximum: extreme,
  /** sum and squares, then the bins. */
  sums: z.string(),
  bins: z.string(),
  distinct: z.string(),
  kept: z.nullable(z.string()),
});
const categoryProfile = z.object({
  kind: z.literal('category'),
  gridId: z.string(),
  count,
  missing: count,
  bins: z.string(),
  others: z.string(),
  examples: z.array(z.string()),
});
const columnProfile = z.discriminatedUnion('kind', [numericProfile, categoryProfile]);
type StoredProfile = z.infer<typeof columnProfile>;

const numericGrid = z.object({ kind: z.literal('numeric'), id: z.string(), numbers: z.string(), distinct: count });
const categoryGrid = z.object({
  kind: z.literal('category'),
  id: z.string(),
  names: z.array(z.string()),
  distinct: count,
});

const tableProfile = z.object({
  schemaVersion: z.literal(schemaVersion),
  rows: count,
  columns: z.array(z.object({ name: z.string(), profile: columnProfile })),
  extra: z.array(z.string()),
  changed: z.array(z.string()),
});
const tableBaseline = z.object({
  schemaVersion: z.literal(schemaVersion),
  columns: z.array(
    z.object({
      name: z.string(),
      grid: z.discriminatedUnion('kind', [numericGrid, categoryGrid]),
      profile: columnProfile,
    }),
  ),
});

/** JSON that reads back to the very same profile: some 14 KB a column, at any number of rows. */
export function encodeProfile({ rows, columns, extra, changed }: TableProfile): string {
  const stored = [...columns].map(([name, profile]) => ({ name, profile: storeProfile(profile) }));
  return JSON.stringify({ schemaVersion, rows, columns: stored, extra, changed });
}

/** @throws z.core.$ZodError, SyntaxError for text that `encodeProfile` did not write */
export function decodeProfile(text: string): TableProfile {
  const { schemaVersion: _, columns, ...rest } = tableProfile.parse(JSON.parse(text));
  return { ...rest, columns: new Map(columns.map(({ name, profile }) => [name, readProfile(profile)])) };
}

/** The same for a baseline: bins as well as counts. */
export function encodeBaseline(baseline: TableBaseline): string {
  const columns = [...baseline].map(([name, { grid, profile }]) => ({
    name,
    grid: grid.kind === 'numeric' ? storeNumericGrid(grid) : grid,
    profile: storeProfile(profile),
  }));
  return JSON.stringify({ schemaVersion, columns });
}

/** @throws z.core.$ZodError, SyntaxError for text that `encodeBaseline` did not write */
export function decodeBaseline(text: string): TableBaseline {
  const { columns } = tableBaseline.parse(JSON.parse(text));
  return new Map(columns.map(({ name, grid, profile }) => [name, readBaseline(name, grid, readProfile(profile))]));
}

function readBaseline(
  name: string,
  grid: z.infer<typeof numericGrid> | CategoryGrid,
  profile: ColumnProfile,
): ColumnBaseline {
  if (grid.kind === 'numeric' && profile.kind === 'numeric') {
    return { kind: 'numeric', grid: readNumericGrid(grid), profile };
  }
  if (grid.kind === 'category' && profile.kind === 'category') return { kind: 'category', grid, profile };
  throw new Error(
    `baseline: column ${name} must have bins and counts of one kind, got ${grid.kind} and ${profile.kind}`,
  );
}

function storeNumericGrid({ kind, id, edges, center, scale, distinct }: NumericGrid) {
  return { kind, id, numbers: packNumbers(Float64Array.of(center, scale, ...edges)), distinct };
}

function readNumericGrid({ kind, id, numbers, distinct }: z.infer<typeof numericGrid>): NumericGrid {
  const [center = 0, scale = 1, ...edges] = unpackNumbers(numbers);
  return { kind, id, edges: Float64Array.from(edges), center, scale, distinct };
}

function storeProfile(profile: ColumnProfile): StoredProfile {
  if (profile.kind === 'category') {
    return {
      ...profile,
      bins: packNumbers(profile.bins),
      others: packBytes(profile.others),
      examples: [...profile.examples],
    };
  }
  const { sum, squares, minimum, maximum, ...rest } = profile;
  return {
    ...rest,
    minimum: rest.count > 0 ? minimum : null,
    maximum: rest.count > 0 ? maximum : null,
    sums: packNumbers(Float64Array.of(sum, squares)),
    bins: packNumbers(profile.bins),
    distinct: packBytes(profile.distinct),
    kept: profile.kept && packNumbers(profile.kept),
  };
}

function readProfile(stored: StoredProfile): ColumnProfile {
  if (stored.kind === 'category') {
    return { ...stored, bins: unpackNumbers(stored.bins), others: unpackBytes(stored.others) };
  }
  const { sums, ...rest } = stored;
  const [sum = 0, squares = 0] = unpackNumbers(sums);
  return {
    ...rest,
    minimum: rest.minimum ?? Infinity,
    maximum: rest.maximum ?? -Infinity,
    sum,
    squares,
    bins: unpackNumbers(stored.bins),
    distinct: unpackBytes(stored.distinct),
    kept: stored.kept === null ? null : unpackNumbers(stored.kept),
  };
}
