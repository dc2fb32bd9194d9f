import * as z from 'zod/mini';

const told = z.object({ attributes: z.string() });

/** What a container says of itself in the body, since an answer in S3 has no headers; empty when it says nothing. */
export function attributesOf(body: string): string {
  const parsed = told.safeParse(JSON.parse(body));
  return parsed.success ? parsed.data.attributes : '';
}
