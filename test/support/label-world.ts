import everloopConfig from '../../everloop.config';
import { createJoinLabels } from '../../lambdas/handlers/predictions/labels/join-labels';
import { contractsOf } from '../../lib/config/contracts-of';
import { curated, type PredictionWorld, predictions, predictionWorld } from './prediction-world';

export const intake = 'intake';
export const quarantine = 'quarantine';

/** Predictions and labels over memory. */
export function labelWorld() {
  const world = predictionWorld();
  const { objects, store, ledger, clock, journal, effects } = world;
  const join = createJoinLabels({
    objects,
    store,
    ledger,
    clock,
    journal,
    plans: effects.plans,
    contracts: contractsOf(everloopConfig),
    buckets: { curated, predictions },
    quarantineBucket: quarantine,
    looks: world.looks,
  });
  return { ...world, join };
}

export type LabelWorld = ReturnType<typeof labelWorld>;

let sequence = 0;

/** Puts a file of labels into intake. @returns the event of it */
export async function sendLabels(world: PredictionWorld, name: string, text: string): Promise<unknown> {
  const key = `labels/${name}`;
  await world.objects.put({ bucket: intake, key }, { bytes: Buffer.from(text), contentType: 'text/csv' });
  const head = await world.objects.head({ bucket: intake, key });
  sequence += 1;
  return {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: world.clock.now().toISOString(),
    detail: {
      bucket: { name: intake },
      object: { key, 'version-id': head?.versionId, sequencer: sequence.toString(16).padStart(16, '0') },
    },
  };
}

/** JSON of every line of every current object below a prefix. */
export async function linesOf(world: PredictionWorld, bucket: string, prefix: string): Promise<any[]> {
  const { keys } = await world.objects.list(bucket, prefix);
  const texts = await Promise.all(
    keys.map(async ({ key }) => Buffer.from((await world.objects.get({ bucket, key }))?.bytes ?? []).toString()),
  );
  return texts.flatMap(text => text.trim().split('\n')).map(line => JSON.parse(line));
}
