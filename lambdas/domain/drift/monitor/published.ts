import * as z from 'zod/mini';

/** `published.json`: what the newest judgement of a window stood on, and the series of which it has a figure. */
export const publishedSchema = z.object({ digest: z.string(), series: z.array(z.string()) });

export type Published = z.infer<typeof publishedSchema>;
