import * as z from 'zod/mini';

/** Predictions from `from` up to, not at, `to`: the time in which drift was seen. ISO 8601, UTC, milliseconds. */
export const driftWindowSchema = z
  .strictObject({ from: z.iso.datetime({ precision: 3 }), to: z.iso.datetime({ precision: 3 }) })
  .check(z.refine(({ from, to }) => from < to, { error: 'from must be before to', path: ['to'] }));

export type DriftWindow = z.infer<typeof driftWindowSchema>;
