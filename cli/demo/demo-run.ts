import type { Outcome } from '../../lambdas/domain/ingestion/ledger-items';
import type { Shipment } from './shipment';

export interface Fated extends Shipment {
  readonly versionId: string;
  readonly outcome: Outcome | 'pending';
  readonly reasonCodes: readonly string[];
}

/** The section `ingestion` of `.everloop/reports/demo.json`. */
export interface DemoFigures {
  /** Objects sent: photos, spoilt files, one table. */
  readonly images: number;
  readonly curated: number;
  readonly quarantined: number;
  readonly byReason: Readonly<Record<string, number>>;
  /** Objects without an outcome at the end. */
  readonly lost: number;
  /** Objects that met another fate than they should have. */
  readonly unexpected: number;
  /** From the first upload to the last outcome. */
  readonly seconds: number;
  readonly imagesPerSecond: number;
}

export function figuresOf(objects: readonly Fated[], seconds: number): DemoFigures {
  const byReason: Record<string, number> = {};
  for (const { outcome, reasonCodes } of objects) {
    if (outcome !== 'rejected') continue;
    for (const code of reasonCodes) byReason[code] = (byReason[code] ?? 0) + 1;
  }
  const count = (outcome: Fated['outcome']) => objects.filter(object => object.outcome === outcome).length;
  return {
    images: objects.length,
    curated: count('accepted'),
    quarantined: count('rejected'),
    byReason,
    lost: count('pending'),
    unexpected: objects.filter(object => !metItsFate(object)).length,
    seconds: round(seconds),
    imagesPerSecond: round(objects.length / seconds),
  };
}

/** Whether an object ended where it had to, for the reason that it had to. */
export function metItsFate({ expected, outcome, reasonCodes }: Fated): boolean {
  if (expected.verdict === 'accept') return outcome === 'accepted';
  return outcome === 'rejected' && reasonCodes.length === 1 && reasonCodes[0] === expected.code;
}

const round = (value: number): number => Math.round(value * 10) / 10;
