import { PipelineError } from './errors';

export interface Page<R> {
  readonly records: readonly R[];
  readonly nextToken?: string;
}

export interface PageRequest {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/**
 * One page of records that are sorted already. The token names the last record shown, so that new ones shift nothing.
 * @param key unique
 * @throws PipelineError InvalidNextTokenException
 */
export function pageOf<R>(
  records: readonly R[],
  { maxResults = 100, nextToken }: PageRequest,
  key: (record: R) => string,
): Page<R> {
  const after = nextToken === undefined ? undefined : Buffer.from(nextToken, 'base64url').toString('utf8');
  const found = after === undefined ? -1 : records.findIndex(record => key(record) === after);
  if (after !== undefined && found < 0)
    throw new PipelineError('InvalidNextTokenException', 'The next token is invalid.');
  const shown = records.slice(found + 1, found + 1 + maxResults);
  const last = shown.at(-1);
  const hasMore = last !== undefined && found + 1 + shown.length < records.length;
  return { records: shown, ...(hasMore && { nextToken: Buffer.from(key(last)).toString('base64url') }) };
}
