import { feedbackFolder, intakePrefixes } from '../../../lambdas/contracts/key-layout';
import { mapInFlight } from '../../../lambdas/domain/in-flight';
import { listAll } from '../../../lambdas/handlers/training/read-all';
import type { ObjectStore } from '../../../lambdas/ports/object-store';

/** Names runs: what the keys of their photos begin with, below `incoming/<workload>/`. */
export const loopRun = 'loop';

export interface CuratedExamples {
  readonly objects: ObjectStore;
  readonly bucket: string;
  readonly workload: string;
  readonly classes: readonly string[];
}

const removalsInFlight = 16;

/**
 * Takes what earlier runs of the demo taught out of the data sets to come, and nobody else's examples: a model that knows
 * the drifts already would have nothing to repair. Data sets of before keep naming them; the bucket keeps their versions.
 * @returns how many examples
 */
export async function forgetEarlierRuns({ objects, bucket, workload, classes }: CuratedExamples): Promise<number> {
  const prefixes = classes.map(label => `${intakePrefixes.labelled}${workload}/${label}/${feedbackFolder}${loopRun}-`);
  const listed = await Promise.all(prefixes.map(prefix => listAll({ objects, bucket }, prefix)));
  const keys = listed.flat().map(({ key }) => key);
  await mapInFlight(keys, removalsInFlight, key => objects.remove({ bucket, key }));
  return keys.length;
}
