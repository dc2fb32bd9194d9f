import * as fc from 'fast-check';

/** Legal S3 keys that careless code changes: everything here must come back byte for byte. */
export const hostileRests = [
  'a b.jpg',
  'a+b.jpg',
  '100%.jpg',
  'a%2Fb%20c.jpg',
  'line\nfeed.jpg',
  'tab\tand\rreturn.jpg',
  'emoji-😀.jpg',
  'café.jpg',
  'cafe\u0301.jpg',
  '../../other/x.jpg',
  './x.jpg',
  '..',
  '/leading.jpg',
  'double//slash.jpg',
  'ends-in-slash/',
  '"quotes" and \\backslash\\.jpg',
  '__proto__',
  '?versionId=1#fragment',
  ' ',
  `${'é'.repeat(498)}.jpg`,
] as const;

/** Any non-empty text of whole characters, biased to the hostile ones. */
export const anyRest = fc.oneof(
  fc.constantFrom(...hostileRests),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
);
