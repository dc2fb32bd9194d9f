import type { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SageMakerEndpointCaller } from '../../../lambdas/adapters/aws/sagemaker-endpoint-caller';

const call = { endpoint: 'shop', bytes: Buffer.from('x'), contentType: 'image/png' };
const answer = { Body: Buffer.from('{}'), CustomAttributes: 'who=me' };
const named = (name: string) => Object.assign(new Error('because'), { name });

/** An endpoint that says these things one after another, 10 ms each. */
function callerOf(...says: readonly (typeof answer | Error)[]) {
  let nowMs = 0;
  const waits: number[] = [];
  const rest = [...says];
  const client = {
    send: async () => {
      nowMs += 10;
      const said = rest.shift();
      if (said instanceof Error) throw said;
      return said;
    },
  } as unknown as SageMakerRuntimeClient;
  const wait = async (milliseconds: number) => {
    nowMs += milliseconds;
    waits.push(milliseconds);
  };
  const caller = new SageMakerEndpointCaller(client, { now: () => new Date(nowMs) }, wait);
  return { caller, waits };
}

it.each(['ThrottlingException', 'ModelNotReadyException'])(
  'asks again when no model saw the request (%s), and counts the time of the answer alone',
  async name => {
    const { caller, waits } = callerOf(named(name), named(name), answer);
    const expected = { kind: 'answered', bytes: answer.Body, attributes: 'who=me', milliseconds: 10 };
    expect(await caller.ask(call)).toEqual(expected);
    expect(waits).toEqual([500, 1000]);
  },
);

it.each(['ModelError', 'ServiceUnavailable', 'AccessDeniedException'])(
  '%s is the answer, after one try',
  async name => {
    const { caller, waits } = callerOf(named(name), answer);
    expect(await caller.ask(call)).toEqual({ kind: 'failed', reason: `${name}: because`, milliseconds: 10 });
    expect(waits).toEqual([]);
  },
);

it('an endpoint that turns everything away fails', async () => {
  const { caller, waits } = callerOf(...Array.from({ length: 5 }, () => named('ThrottlingException')), answer);
  expect(await caller.ask(call)).toMatchObject({ kind: 'failed', reason: 'ThrottlingException: because' });
  expect(waits).toEqual([500, 1000, 2000, 4000]);
});
