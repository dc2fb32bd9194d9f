import * as z from 'zod/mini';
import { labelReason } from '../../../contracts/label-reasons';
import type { Reason } from '../../../contracts/reasons';
import { rowReason } from '../../../contracts/row-reasons';
import { quoted } from '../../rows/quoted';

/** One label of a file, not yet compared with anything. */
export interface LabelRow {
  readonly line: number;
  /** As it was sent, without its line end. */
  readonly raw: string;
  /** One of both is there; the id counts when both are. */
  readonly inferenceId?: string;
  readonly key?: string;
  readonly label: string;
  /** ISO 8601. */
  readonly labelledAt?: string;
  /** Replaces the label that the prediction has, if it has another one. */
  readonly corrects: boolean;
}

/** A row that answers no prediction; a line of `_rows/` in quarantine. */
export interface RejectedLabel extends Reason {
  readonly line: number;
  readonly raw: string;
}

/** Names of the columns of CSV and of the fields of NDJSON. */
export const labelColumns = ['inference_id', 'key', 'label', 'labelled_at', 'corrects'] as const;
export type LabelCells = Readonly<Partial<Record<(typeof labelColumns)[number], string>>>;

const moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** A row of its cells, or what is wrong with them. */
export function labelRow(cells: LabelCells, { line, raw }: Pick<LabelRow, 'line' | 'raw'>): LabelRow | RejectedLabel {
  const { inference_id: inferenceId = '', key = '', label = '', labelled_at: labelledAt = '', corrects = '' } = cells;
  const reject = (reason: Reason): RejectedLabel => ({ ...reason, line, raw });
  if (label === '') return reject(rowReason('MISSING_VALUE', `line ${line}, label: must have a value, got nothing`));
  if (inferenceId === '' && key === '') {
    return reject(labelReason('NO_REFERENCE', `line ${line}: inference_id or key must have a value, got none`));
  }
  if (labelledAt !== '' && !moment.safeParse(labelledAt).success) {
    const text = `line ${line}, labelled_at: must be an ISO 8601 date or time with its zone, got ${quoted(labelledAt)}`;
    return reject(rowReason('NOT_A_TIMESTAMP', text));
  }
  if (!/^(true|false|)$/i.test(corrects)) {
    const text = `line ${line}, corrects: must be true or false, got ${quoted(corrects)}`;
    return reject(labelReason('NOT_TRUE_OR_FALSE', text));
  }
  return {
    line,
    raw,
    label,
    corrects: /^true$/i.test(corrects),
    ...(inferenceId !== '' && { inferenceId }),
    ...(key !== '' && { key }),
    ...(labelledAt !== '' && { labelledAt: new Date(labelledAt).toISOString() }),
  };
}

export const isRejected = (row: LabelRow | RejectedLabel): row is RejectedLabel => 'code' in row;
