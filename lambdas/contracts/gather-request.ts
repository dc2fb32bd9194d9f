import * as z from 'zod/mini';

/** What the schedules ask of `gather-records`, or a person who invokes the function. */
export const gatherRequestSchema = z.strictObject({
  /** How many hours back lines are looked for. */
  hours: z.int().check(z.minimum(1), z.maximum(9_600)),
  /** Also the hour that is not over yet; it is gathered again when it is. */
  now: z._default(z.boolean(), false),
});

export type GatherRequest = z.input<typeof gatherRequestSchema>;
