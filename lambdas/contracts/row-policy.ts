/** What a CSV file must look like to be accepted: one policy per workload that takes rows. */
import * as z from 'zod/mini';

/** Version of the row validator's rules; it changes when the same bytes could get another verdict. */
export const rowValidatorVersion = 'rows-1';

const share = z.number().check(z.minimum(0), z.maximum(1));
const count = z.int().check(z.minimum(1));
const columnName = z.string().check(z.minLength(1));
/** A required column must be in the header and filled in every row; an optional one may be absent or empty. */
const required = z._default(z.boolean(), true);
const range = z
  .strictObject({ minimum: z.number(), maximum: z.number() })
  .check(z.refine(({ minimum, maximum }) => minimum <= maximum, 'must have a minimum that is not above its maximum'));

const measured = {
  name: columnName,
  required,
  /** Hard limits of the quantity itself, e.g. 0 for rain in mm. */
  minimum: z.optional(z.number()),
  maximum: z.optional(z.number()),
  /** The range seen in training; rows may leave it by `rangeOffsetShare` of its width on either side. */
  trainedRange: z.optional(range),
  /** 0.25 is the offset of the original pipeline-corrosion system. */
  rangeOffsetShare: z._default(z.number().check(z.minimum(0)), 0.25),
};

const columnSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...measured, type: z.literal('number') }),
  /** A whole number within +-(2^53 - 1); `40.0` is one, as in JSON Schema. */
  z.strictObject({ ...measured, type: z.literal('integer') }),
  /** ISO 8601: a date, or date and time with `T` or a space; without a zone it is read as UTC. */
  z.strictObject({ name: columnName, required, type: z.literal('timestamp') }),
  /** One of `values`, compared exactly; any non-empty text when `values` is left out. */
  z.strictObject({
    name: columnName,
    required,
    type: z.literal('category'),
    values: z.optional(z.array(z.string()).check(z.minLength(1))),
  }),
  z.strictObject({ name: columnName, required, type: z.literal('text') }),
]);

const settings = z.strictObject({
  columns: z.array(columnSchema).check(z.minLength(1)),
  unknownColumns: z._default(z.enum(['reject', 'accept']), 'reject'),
  /** The column that orders the rows; needed for `outOfOrder`, `stepMinutes` and `maxGapMinutes`. */
  timeColumn: z.optional(columnName),
  /** Columns that together identify a row; the whole row when left out. */
  keyColumns: z.optional(z.array(columnName).check(z.minLength(1))),
  duplicates: z._default(z.enum(['reject', 'accept']), 'reject'),
  outOfOrder: z._default(z.enum(['accept', 'reject']), 'accept'),
  /** Distance of two rows when nothing is missing; longer distances are warned of. */
  stepMinutes: z.optional(z.number().check(z.positive())),
  /** Gaps up to this length are not worth a warning; default `stepMinutes`. */
  maxGapMinutes: z.optional(z.number().check(z.positive())),
  /** Gaps listed one by one; the longest are. */
  maxGapsListed: z._default(z.int().check(z.minimum(0)), 20),
  delimiter: z._default(z.enum([',', ';', '\t', '|']), ','),
  decimal: z._default(z.enum(['.', ',']), '.'),
  /** Cells that count as missing besides empty ones, e.g. `NA`. */
  missingTokens: z._default(z.array(z.string()), []),
  maxBytes: z._default(count.check(z.maximum(2 ** 30)), 64 * 1024 * 1024),
  maxRows: z._default(count, 2_000_000),
  /** Above this share of rejected rows the whole file is rejected: its sender has a larger problem. */
  maxRejectedShare: z._default(share, 0.5),
  /** Above this many rejected rows the whole file is rejected, and only so many are explained one by one. */
  maxRejectedRows: z._default(count, 100_000),
});

type Settings = z.infer<typeof settings>;
type Problem = { readonly path: (string | number)[]; readonly message: string };

export const rowPolicySchema = settings.check(
  z.superRefine((policy, context) => {
    for (const { path, message } of policyProblems(policy)) {
      context.addIssue({ code: 'custom', path, message, input: policy });
    }
  }),
);

/** A complete policy; `rowPolicySchema.parse` fills the defaults. */
export type RowPolicy = z.infer<typeof rowPolicySchema>;
/** What a workload writes: everything but `columns` has a default. */
export type RowPolicyInput = z.input<typeof rowPolicySchema>;
export type RowColumn = RowPolicy['columns'][number];
export type NumericColumn = Extract<RowColumn, { type: 'number' | 'integer' }>;

/** Accepted range: the trained range widened by its offset, cut at the hard limits; infinite where nothing limits. */
export function acceptedRange(column: NumericColumn): { readonly minimum: number; readonly maximum: number } {
  const { minimum = -Infinity, maximum = Infinity, trainedRange: trained, rangeOffsetShare } = column;
  if (trained === undefined) return { minimum, maximum };
  const offset = rangeOffsetShare * (trained.maximum - trained.minimum);
  return {
    minimum: Math.max(minimum, trained.minimum - offset),
    maximum: Math.min(maximum, trained.maximum + offset),
  };
}

function* policyProblems(policy: Settings): Generator<Problem> {
  const byName = new Map(policy.columns.map(column => [column.name, column]));
  for (const [index, column] of policy.columns.entries()) {
    if (policy.columns.findIndex(({ name }) => name === column.name) < index) {
      yield { path: ['columns', index, 'name'], message: `must be unique, got "${column.name}" twice` };
    }
    if (column.type !== 'number' && column.type !== 'integer') continue;
    const { minimum, maximum } = acceptedRange(column);
    if (minimum > maximum) {
      yield { path: ['columns', index], message: `must accept a range, got [${minimum}, ${maximum}]` };
    }
  }
  for (const [index, key] of (policy.keyColumns ?? []).entries()) {
    if (byName.get(key)?.required) continue;
    yield { path: ['keyColumns', index], message: `must name a required column, got "${key}"` };
  }
  yield* timeProblems(policy, byName);
  if (policy.decimal === policy.delimiter) {
    yield { path: ['decimal'], message: 'must differ from the delimiter, got "," for both' };
  }
}

function* timeProblems(policy: Settings, byName: ReadonlyMap<string, RowColumn>): Generator<Problem> {
  const { timeColumn, stepMinutes, maxGapMinutes } = policy;
  if (timeColumn !== undefined) {
    const column = byName.get(timeColumn);
    if (column?.type === 'timestamp' && column.required) return;
    yield { path: ['timeColumn'], message: `must name a required column of type timestamp, got "${timeColumn}"` };
  } else if (policy.outOfOrder === 'reject' || stepMinutes !== undefined || maxGapMinutes !== undefined) {
    const message = 'must be set with outOfOrder "reject", stepMinutes or maxGapMinutes, got none';
    yield { path: ['timeColumn'], message };
  }
}
