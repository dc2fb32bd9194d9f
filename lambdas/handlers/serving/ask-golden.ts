import type { Deployment } from '../../contracts/deployment';
import { importPrefixes } from '../../contracts/key-layout';
import { goldenInFlight } from '../../contracts/serving-settings';
import { mapInFlight } from '../../domain/in-flight';
import { labelOf } from '../../domain/serving/answer';
import { DeploymentFailedError } from '../../domain/serving/deployment-errors';
import { type GoldenImage, goldenSample } from '../../domain/serving/golden-sample';
import type { GoldenAnswer } from '../../domain/serving/golden-test';
import { type Identity, readIdentity } from '../../domain/serving/identity';
import type { EndpointCaller } from '../../ports/endpoint-caller';
import type { ObjectStore } from '../../ports/object-store';

export interface GoldenEffects {
  readonly objects: Pick<ObjectStore, 'get' | 'list'>;
  readonly caller: EndpointCaller;
  readonly curatedBucket: string;
}

export interface IdentifiedAnswer extends GoldenAnswer {
  readonly identity: Identity;
}

export interface GoldenRequest extends Pick<Deployment, 'workload' | 'classes'> {
  readonly endpoint: string;
  readonly images: number;
}

/** Sends golden images to an endpoint. @throws DeploymentFailedError when the workload has none */
export async function askGolden(request: GoldenRequest, effects: GoldenEffects): Promise<IdentifiedAnswer[]> {
  const sample = await sampleOf(request, effects);
  return mapInFlight(sample, goldenInFlight, image => ask(image, request.endpoint, effects));
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

async function ask({ key, label, contentType }: GoldenImage, endpoint: string, effects: GoldenEffects) {
  const stored = await effects.objects.get({ bucket: effects.curatedBucket, key });
  if (!stored) return { label, failure: `${key} is gone`, milliseconds: 0, identity: {} };
  const answer = await effects.caller.ask({ endpoint, bytes: stored.bytes, contentType });
  const { milliseconds } = answer;
  if (answer.kind === 'failed') return { label, failure: answer.reason, milliseconds, identity: {} };
  const predicted = labelOf(answer.bytes);
  const identity = readIdentity(answer.attributes);
  if (predicted === undefined) return { label, failure: 'the answer names no class', milliseconds, identity };
  return { label, predicted, milliseconds, identity };
}
