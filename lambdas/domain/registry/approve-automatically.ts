import type { ApprovalPolicy } from '../../contracts/approval-policy';
import type { DriftSlice, GateCard } from '../../contracts/gate-card';

export interface Waiting {
  /** Null when the version came without one, or it cannot be read. */
  readonly card: GateCard | null;
  /** Of the version that waits, as its metadata say. */
  readonly artifactSha256: string | undefined;
  /** ARN of the newest approved version now. */
  readonly champion: string | null;
}

export type ApprovalVerdict =
  | { readonly kind: 'approve'; readonly why: string }
  /** A person decides; `why` is null where the policy never does. */
  | { readonly kind: 'person'; readonly why: string | null };

/** Floating-point room: .97 - .92 is .04999999999999993. */
const epsilon = 1e-9;

/**
 * Whether a version is approved without a person: all of this must hold.
 *
 * ```
 * passed the gate ─ against the version that is champion now ─ drift slice judged ─ won by margin ─ and in each judged class
 * ```
 * The gate has seen to the golden set: no class lost more than its margin, nor the whole more than `maxLoss`. A figure wins by
 * margin when it is at least `margin` above the champion's, or within `margin` of 1 and no lower than the champion's: what
 * is near 1 can't win more.
 */
export function approveAutomatically(waiting: Waiting, policy: ApprovalPolicy): ApprovalVerdict {
  if (policy === 'person') return { kind: 'person', why: null };
  const { margin } = policy.automatic;
  const fault = cardFault(waiting) ?? sliceFault(waiting.card?.gate.drift ?? null, margin);
  if (fault !== undefined) return { kind: 'person', why: fault };
  return { kind: 'approve', why: reasonOf(waiting.card?.gate.drift as DriftSlice, margin) };
}

function cardFault({ card, artifactSha256, champion }: Waiting): string | undefined {
  if (!card) return 'its model card must be readable, got none';
  if (card.lineage.artifactSha256 !== artifactSha256) return 'its model card must be of its artifact, got another';
  if (card.isOverridden) return 'its gate must be that of the configuration, got thresholds of a person';
  if (!card.gate.passed) return 'it must have passed the gate, got a refusal';
  if (card.lineage.champion === null) return 'there must be a champion to win against, got none';
  if (card.lineage.champion === champion) return undefined;
  return `it must be compared with the champion of now, got ${card.lineage.champion}`;
}

function sliceFault(slice: DriftSlice | null, margin: number): string | undefined {
  if (!slice) return 'a drift slice must be judged, got none';
  if (slice.kind !== 'judged') return `a drift slice must be judged, got one that is too small: ${slice.why}`;
  const { metric, candidate, champion, classes } = slice;
  const figures = [
    { name: metric, own: candidate, other: champion },
    ...classes.map(({ label, recall, championRecall }) => ({
      name: `recall of ${label}`,
      own: recall,
      other: championRecall,
    })),
  ];
  const lost = figures.find(({ own, other }) => !winsBy(margin, own, other));
  if (!lost) return undefined;
  return `${lost.name} on the drift slice must win by ${margin}, got ${shown(lost.own)} against ${shown(lost.other)}`;
}

function winsBy(margin: number, own: number | null, other: number | null): boolean {
  if (own === null || other === null) return false;
  return own >= Math.min(other + margin, Math.max(other, 1 - margin)) - epsilon;
}

/** Becomes ApprovalDescription: one line of printable text, at most 1,024 characters. */
function reasonOf({ metric, candidate, champion, examples, classes }: DriftSlice, margin: number): string {
  const byClass = classes.map(
    ({ label, recall, championRecall }) => `${label} ${shown(recall)} (${shown(championRecall)})`,
  );
  const text = [
    `Approved by policy: wins the drift slice of ${examples} examples by ${margin} or more, loses no class on the golden set.`,
    `${metric} ${shown(candidate)} (champion ${shown(champion)}); recall ${byClass.join(', ')}.`,
  ].join(' ');
  return text.length > 1024 ? `${text.slice(0, 1021)}...` : text;
}

const shown = (value: number | null): string => (value === null ? 'none' : value.toFixed(3));
