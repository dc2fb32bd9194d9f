import { sqsClient } from '../../adapters/aws/clients';
import { SqsMessageQueue } from '../../adapters/aws/sqs-message-queue';
import { systemClock } from '../../adapters/clock';
import { readDriftPlans } from '../../adapters/drift-plans-file';
import { fromEnvironment } from '../../adapters/env';
import { createLookCaller, noLooks } from '../../handlers/drift/call-looks';
import type { LookCaller } from '../../ports/look-caller';

/** Tells the monitors of this environment when to look; they have a queue for it where one of them wants to be told. */
export function lookCaller(folder: string): LookCaller {
  const plans = readDriftPlans(folder);
  const isTold = Object.values(plans).some(plan => plan.kind !== 'none' && plan.policy.looks === 'prompt');
  if (!isTold) return noLooks;
  return createLookCaller({
    plans,
    queue: new SqsMessageQueue(sqsClient(), fromEnvironment('monitorQueueUrl')),
    clock: systemClock,
  });
}
