import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import sharp from 'sharp';
import { headKey, versionKey } from '../../lambdas/domain/ingestion/ledger-items';
import { type DeployedEverloop, deployedEverloop, eventually } from '../support/deployed-everloop';
import { type Statement, withoutEachStatement } from '../support/role-statements';

jest.setTimeout(600_000);

let world: DeployedEverloop;
/** Photos that were curated while every right was there; each probe asks for one of them again. */
const probes: { key: string; versionId: string }[] = [];

beforeAll(async () => {
  world = await deployedEverloop();
  const photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'navy' } })
    .jpeg()
    .toBuffer();
  for (let index = 0; index < 24; index++) {
    const key = `labelled/product-images/bags/probe-${index}.jpg`;
    probes.push({ key, versionId: await world.arrive(key, photo) });
  }
  for (const { key, versionId } of probes) await world.outcomeOf(key, versionId);
});

/** A function that can't log or trace goes on working; docs/laptop-cloud-iam.md lists what only synth proves. */
const silentWhenMissing = (statement: Statement) =>
  [statement.Action ?? []].flat().every(action => /^(logs|xray):/.test(action));

async function roleOf(functionName: string): Promise<string> {
  const configuration = await new LambdaClient().send(
    new GetFunctionConfigurationCommand({ FunctionName: functionName }),
  );
  return configuration.Role?.split('/').at(-1) ?? '';
}

/**
 * Uses every right of both functions by two messages: an object that is gone, and a photo whose first try crashed before its
 * copy (so that the copy is looked for) and that a person asked for again (so that it leaves quarantine).
 * @returns the error of whichever fails, or null when both went through
 */
async function probe(): Promise<string | null> {
  const { key, versionId } = probes.pop()!;
  const bucket = world.deployment.IntakeBucket;
  const [head] = await world.ledger.read([headKey(bucket, key)]);
  const secondTry = { ...headKey(bucket, key), kind: 'head' as const, sequencer: '', versionId, attempt: 1 };
  await world.ledger.write([{ item: { ...secondTry, revision: (head?.revision ?? 0) + 1 } }]);
  await world.objects.remove({ bucket: world.deployment.CuratedBucket, key });
  const redrive = { source: 'everloop.redrive', bucket, why: 'test' };
  const reprocessId = `probe-${key}`;
  const messages = [
    await world.send({ ...redrive, key: `incoming/product-images/gone-${probes.length}.jpg` }),
    await world.send({ ...redrive, key, versionId, reprocessId }),
  ];
  let doneAtMs = Number.POSITIVE_INFINITY;
  return eventually('end of the probe', async () => {
    for (const message of messages) {
      const error = await world.errorOf(message);
      if (error) return `${error.error}: ${error.cause}`;
    }
    const [version] = await world.ledger.read([versionKey(bucket, key, versionId)]);
    if (version?.kind === 'version' && version.reprocessId === reprocessId) doneAtMs = Math.min(doneAtMs, Date.now());
    return Date.now() > doneAtMs + 3_000 ? '' : null;
  }).then(error => error || null);
}

it('the probe goes through while every right is there', async () => {
  expect(await probe()).toBeNull();
});

it.each(['ValidateFunction', 'PlaceFunction'] as const)(
  'taking any statement from the role of %s breaks the flow',
  async name => {
    const unbroken: string[] = [];
    await withoutEachStatement(await roleOf(world.deployment[name]), async ({ statement, description }) => {
      if (silentWhenMissing(statement)) return;
      const error = await probe();
      if (error === null || !/AccessDenied|not authorized|Forbidden|403/i.test(error))
        unbroken.push(`${description}: ${error}`);
    });
    expect(unbroken).toEqual([]);
  },
);
