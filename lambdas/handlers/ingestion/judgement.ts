import type { Placing } from '../../contracts/ingestion';
import type { Reason } from '../../contracts/reasons';

/** The verdict on one object's bytes, of whatever kind the workload takes. */
export interface Judgement {
  readonly verdict: 'accept' | 'reject';
  readonly reasons: readonly Reason[];
  readonly record: Readonly<Record<string, unknown>>;
  readonly placing: Placing['kind'];
}

/** Judges objects of one kind of workload; one implementation per kind of ingestion contract. */
export interface Judge {
  /** A reason to reject without reading the bytes, from the size alone. */
  refuseBySize(sizeBytes: number): Reason | null;
  judge(object: { readonly name: string; readonly bytes: Uint8Array }): Promise<Judgement>;
}

export const rejection = (reason: Reason): Judgement => ({
  verdict: 'reject',
  reasons: [reason],
  record: {},
  placing: 'copy',
});
