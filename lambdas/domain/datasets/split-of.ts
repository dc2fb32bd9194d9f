import { createHash } from 'node:crypto';
import type { DatasetPolicy, Split } from '../../contracts/dataset-manifest';
import { exampleSources } from '../../contracts/dataset-manifest';
import type { DriftWindow } from '../../contracts/drift-window';
import type { Example } from './example';

/**
 * A number in [0, 1) of an example's own content, so that examples which come or go never move it. Pictures that look
 * the same share it (their perceptual hash does): no copy of a training picture scores the model. The class enters,
 * which makes the draws of the classes independent: each class is split in the same shares.
 */
export function draw(purpose: string, { label, perceptualHash }: Pick<Example, 'label' | 'perceptualHash'>): number {
  const digest = createHash('sha256').update(`everloop-${purpose}-1\n${label}\n${perceptualHash}`).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

/**
 * Feedback that no model ever learns from, so that it can be compared on whenever its time turns out to have drifted: what
 * was held out for one retraining is not trained on by the next.
 */
export const isReserved = (example: Example, { driftShare }: Pick<DatasetPolicy, 'driftShare'>): boolean =>
  example.source === exampleSources.feedback && draw('drift', example) < driftShare;

export const isInWindow = ({ at }: Pick<Example, 'at'>, { from, to }: DriftWindow): boolean =>
  Date.parse(at) >= Date.parse(from) && Date.parse(at) < Date.parse(to);

/** The split of an example that is neither golden nor reserved. */
export const splitOf = (example: Example, { validationShare }: DatasetPolicy): Exclude<Split, 'golden' | 'drift'> =>
  draw('validation', example) < validationShare ? 'validation' : 'train';
