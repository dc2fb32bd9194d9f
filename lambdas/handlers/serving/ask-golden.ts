import type { Deployment } from '../../contracts/deployment';
import { importPrefixes } from '../../contracts/key-layout';
import { goldenInFlight, type HostingKind } from '../../contracts/serving-settings';
import { mapInFlight } from '../../domain/in-flight';
import { attributesIn, labelOf } from '../../domain/serving/answer';
import { DeploymentFailedError } from '../../domain/serving/deployment-errors';
import { type GoldenImage, goldenSample } from '../../domain/serving/golden-sample';
import type { GoldenAnswer } from '../../domain/serving/golden-test';
import { type Identity, readIdentity } from '../../domain/serving/identity';
import type { EndpointCaller, StoredCaller } from '../../ports/endpoint-caller';
import type { ObjectStore } from '../../ports/object-store';

export interface GoldenEffects {
  readonly objects: Pick<ObjectStore, 'get' | 'list'>;
  readonly caller: EndpointCaller;
  /** Asks asynchronous endpoints. */
  readonly storedCaller: StoredCaller;
  readonly curatedBucket: string;
}

export interface IdentifiedAnswer extends GoldenAnswer {
  readonly identity: Identity;
}

export interface GoldenRequest extends Pick<Deployment, 'workload' | 'classes'> {
  readonly endpoint: string;
  /** What answers there. */
  readonly hosting: HostingKind;
  readonly images: number;
}

/** Golden images to the endpoint that a deployment is about. */
export const goldenRequestOf = ({ workload, classes, names, hosting }: Deployment, images: number): GoldenRequest => ({
  workload,
  classes,
  endpoint: names.endpoint,
  hosting: hosting.kind,
  images,
});

/** Sends golden images to an endpoint. @throws DeploymentFailedError when the workload has none */
export async function askGolden(request: GoldenRequest, effects: GoldenEffects): Promise<IdentifiedAnswer[]> {
  const sample = await sampleOf(request, effects);
  return mapInFlight(sample, goldenInFlight, image => ask(image, request, effects));
}

async function sampleOf({ workload, classes, images }: GoldenRequest, { objects, curatedBucket }: GoldenEffects) {
  const listed = await Promise.all(
    classes.map(async label => {
      const { keys } = await objects.list(curatedBucket, `${importPrefixes.golden}${workload}/${label}/`);
      return [label, keys.map(({ key }) => key)] as const;
    }),
  );
  const sample = goldenSample(Object.fromEntries(listed), images);
  if (sample.length > 0) return sample;
  throw new DeploymentFailedError(
    `golden set of ${workload}: it must hold images to test a release with, got none; import some by \`everloop dataset import FOLDER --golden\``,
  );
}

async function ask(image: GoldenImage, request: GoldenRequest, effects: GoldenEffects): Promise<IdentifiedAnswer> {
  const { label } = image;
  const answer = await send(image, request, effects);
  const { milliseconds } = answer;
  if (answer.kind === 'failed') return { label, failure: answer.reason, milliseconds, identity: {} };
  const predicted = labelOf(answer.bytes);
  const identity = readIdentity(answer.attributes || attributesIn(answer.bytes));
  if (predicted === undefined) return { label, failure: 'the answer names no class', milliseconds, identity };
  return { label, predicted, milliseconds, identity };
}

/** An asynchronous endpoint fetches the image itself; every other one gets its bytes. */
async function send({ key, contentType }: GoldenImage, { endpoint, hosting }: GoldenRequest, effects: GoldenEffects) {
  const stored = { bucket: effects.curatedBucket, key };
  if (hosting === 'async') return effects.storedCaller.askStored({ endpoint, input: stored, contentType });
  const image = await effects.objects.get(stored);
  if (!image) return { kind: 'failed', reason: `${key} is gone`, milliseconds: 0 } as const;
  return effects.caller.ask({ endpoint, bytes: image.bytes, contentType });
}
