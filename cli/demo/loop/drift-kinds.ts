/** What the demo lets happen to a studio; in the order in which it happens. */
export const driftKinds = ['lighting', 'rotated'] as const;
export type DriftKind = (typeof driftKinds)[number];

export interface ShownDrifts {
  readonly training: boolean;
  readonly release: boolean;
  readonly loop: boolean;
  readonly quick?: true;
  readonly drift?: DriftKind;
  /** Folder of a user's own photos. */
  readonly images?: string;
}

/** Drifts are shown on a model in production, with photos that nobody trains on: a user's own are too few to hold back. */
export function shownDrifts({ loop, training, release, drift, quick, images }: ShownDrifts): readonly DriftKind[] {
  if (!loop || !training || !release || images !== undefined) return [];
  if (drift !== undefined) return [drift];
  return quick ? driftKinds.slice(0, 1) : driftKinds;
}
