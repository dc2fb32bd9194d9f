import { createHash } from 'node:crypto';
import type { DatasetPolicy, Split } from '../../contracts/dataset-manifest';
import { exampleSources } from '../../contracts/dataset-manifest';
import type { Example } from './example';

/** Days (UTC, inclusive) whose feedback is compared on: the window in which drift was seen. */
export interface DriftWindow {
  readonly firstDay: string;
  readonly lastDay: string;
}

/**
 * A number in [0, 1) of an example's own content, so that examples which come or go never move it. Pictures that look
 * the same share it (their perceptual hash does): no copy of a training picture scores the model. The class enters,
 * which makes the draws of the classes independent: each class is split in the same shares.
 */
export function draw(purpose: string, { label, perceptualHash }: Pick<Example, 'label' | 'perceptualHash'>): number {
  const digest = createHash('sha256').update(`everloop-${purpose}-1\n${label}\n${perceptualHash}`).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

/** The split of an example that is not golden. */
export function splitOf(example: Example, policy: DatasetPolicy, drift?: DriftWindow): Exclude<Split, 'golden'> {
  if (drift && isInWindow(example, drift) && draw('drift', example) < policy.driftShare) return 'drift';
  return draw('validation', example) < policy.validationShare ? 'validation' : 'train';
}

const isInWindow = ({ source, day }: Example, { firstDay, lastDay }: DriftWindow): boolean =>
  source === exampleSources.feedback && day >= firstDay && day <= lastDay;
