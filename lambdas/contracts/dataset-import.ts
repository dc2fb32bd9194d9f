import * as z from 'zod/mini';

const hash64 = z.string().check(z.regex(/^[0-9a-f]{16}$/));

/** One line of an import's file below `_imports/`: a picture that was validated where it was imported from. */
export const importedExampleSchema = z.object({
  /** Key in the curated bucket; holds the content's hash, so equal content is stored once. */
  key: z.string(),
  label: z.string(),
  /** Of the object; without GPS position where the workload strips it. */
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  sizeBytes: z.int().check(z.minimum(1)),
  /** `yyyy-mm-dd` (UTC). */
  day: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  perceptualHash: hash64,
  differenceHash: hash64,
  /** What validation measured, by name; the baseline of drift monitoring. */
  features: z.record(z.string(), z.number()),
});

export type ImportedExample = z.infer<typeof importedExampleSchema>;
