import type { Outcome } from '../../lambdas/domain/ingestion/ledger-items';
import type { Sent } from './send-shipments';

export interface Fated extends Sent {
  readonly outcome: Outcome | 'pending';
  readonly reasonCodes: readonly string[];
}

/** The section `ingestion` of `.everloop/reports/demo.json`. */
export interface DemoFigures {
  /** Photos and spoilt files sent; `tables` are counted apart. */
  readonly images: number;
  readonly curated: number;
  readonly quarantined: number;
  readonly byReason: Readonly<Record<string, number>>;
  /** Objects without an outcome at the end, tables too. */
  readonly lost: number;
  /** Objects that met another fate than they should have. */
  readonly unexpected: number;
  /** From the first upload to the last outcome. */
  readonly seconds: number;
  readonly imagesPerSecond: number;
  readonly tables: { readonly sent: number; readonly curated: number };
}

export function figuresOf(objects: readonly Fated[], seconds: number): DemoFigures {
  const images = objects.filter(({ kind }) => kind === 'image');
  const tables = objects.filter(({ kind }) => kind === 'table');
  return {
    images: images.length,
    curated: withOutcome(images, 'accepted').length,
    quarantined: withOutcome(images, 'rejected').length,
    byReason: countReasons(withOutcome(images, 'rejected')),
    lost: withOutcome(objects, 'pending').length,
    unexpected: objects.filter(object => !metItsFate(object)).length,
    seconds: round(seconds),
    imagesPerSecond: round(images.length / seconds),
    tables: { sent: tables.length, curated: withOutcome(tables, 'accepted').length },
  };
}

const withOutcome = (objects: readonly Fated[], outcome: Fated['outcome']): readonly Fated[] =>
  objects.filter(object => object.outcome === outcome);

function countReasons(objects: readonly Fated[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of objects.flatMap(({ reasonCodes }) => reasonCodes)) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** Whether an object ended where it had to, for the reason that it had to. */
export function metItsFate({ expected, outcome, reasonCodes }: Fated): boolean {
  if (expected.verdict === 'any') return outcome === 'accepted' || outcome === 'rejected';
  if (expected.verdict === 'accept') return outcome === 'accepted';
  return outcome === 'rejected' && reasonCodes.length === 1 && reasonCodes[0] === expected.code;
}

/** What was expected of an object and what became of it, in words. */
export function describeFate({ key, expected, outcome, reasonCodes }: Fated): string {
  const wanted = {
    any: 'a verdict',
    accept: 'accepted',
    reject: `rejected ${'code' in expected ? expected.code : ''}`,
  };
  return `${key}: expected ${wanted[expected.verdict]}, got ${[outcome, ...reasonCodes].join(' ')}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
