/** What the demo lets happen to a studio; in the order in which it happens. */
export const driftKinds = ['lighting', 'rotated'] as const;
export type DriftKind = (typeof driftKinds)[number];
