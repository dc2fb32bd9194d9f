const NEW_LINE = 10;

export interface Splitting {
  readonly split: 'None' | 'Line';
  /** SingleRecord sends each line alone. */
  readonly strategy: 'MultiRecord' | 'SingleRecord';
  readonly mostBytes: number;
}

/** A record larger than the largest payload, as SageMaker refuses it. */
export class PayloadTooLarge extends Error {
  override readonly name = 'PayloadTooLarge';
}

/**
 * Cuts an object into request bodies: whole, line by line, or as many lines as fit.
 * @throws PayloadTooLarge when one record does not fit
 */
export function payloads(bytes: Uint8Array, { split, strategy, mostBytes }: Splitting): readonly Uint8Array[] {
  const records = split === 'None' ? [bytes] : lines(bytes);
  const large = records.find(record => record.byteLength > mostBytes);
  if (large)
    throw new PayloadTooLarge(
      `a record must have at most ${mostBytes} bytes (MaxPayloadInMB), got ${large.byteLength}`,
    );
  if (split === 'None' || strategy === 'SingleRecord') return records;
  return packed(records, mostBytes);
}

/** Lines with their line break. */
function lines(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let start = 0; start < bytes.byteLength; ) {
    const at = bytes.indexOf(NEW_LINE, start);
    const end = at < 0 ? bytes.byteLength : at + 1;
    found.push(bytes.subarray(start, end));
    start = end;
  }
  return found;
}

/** Neighbouring records joined while they fit: records are slices of one buffer, so a payload is one, too. */
function packed(records: readonly Uint8Array[], mostBytes: number): Uint8Array[] {
  const made: Uint8Array[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const record of records) {
    if (size + record.byteLength > mostBytes) {
      made.push([]);
      size = 0;
    }
    made.at(-1)?.push(record);
    size += record.byteLength;
  }
  return made.map(group => Buffer.concat(group));
}
