import type { Deployment } from '../../lambdas/contracts/deployment-outputs';
import type { CloudStatus } from '../../local/cloud/status';

/** What people call the queues, and the outputs that hold them. */
const named: readonly {
  readonly name: string;
  readonly queue: keyof Deployment;
  readonly deadLetters?: keyof Deployment;
}[] = [
  { name: 'intake', queue: 'IntakeQueueUrl', deadLetters: 'DeadLetterQueueUrl' },
  { name: 'predictions', queue: 'PredictionQueueUrl', deadLetters: 'PredictionDeadLetterQueueUrl' },
  { name: 'labels', queue: 'LabelQueueUrl', deadLetters: 'LabelDeadLetterQueueUrl' },
  { name: 'monitors', queue: 'MonitorQueueUrl', deadLetters: 'MonitorDeadLetterQueueUrl' },
  { name: 'notices', queue: 'NoticeQueueUrl', deadLetters: 'NoticeDeadLetterQueueUrl' },
  { name: 'retraining', queue: 'RetrainingQueueUrl', deadLetters: 'RetrainingDeadLetterQueueUrl' },
];

export interface NamedQueue {
  readonly name: string;
  readonly waiting: number;
  /** Not to be looked at yet: images that wait for an endpoint. */
  readonly delayed: number;
  readonly inFlight: number;
  /** Null where the queue's dead letters are not known by name. */
  readonly deadLetters: number | null;
}

/** Queues with the names that `everloop redrive` takes, their dead letters beside them; the others as they are. */
export function namedQueues(
  queues: CloudStatus['queues'],
  deployments: readonly (Deployment & { readonly environment: string })[],
): NamedQueue[] {
  const byName = new Map(queues.map(queue => [queue.name, queue]));
  const told = new Set<string>();
  const take = (url: string | undefined) => {
    const name = url?.split('/').at(-1) ?? '';
    told.add(name);
    return byName.get(name);
  };
  const known = deployments.flatMap(deployment =>
    named.flatMap(({ name, queue, deadLetters }): NamedQueue[] => {
      const found = take(deployment[queue]);
      const dead = deadLetters && take(deployment[deadLetters]);
      if (!found) return [];
      const shown = deployments.length > 1 ? `${deployment.environment} ${name}` : name;
      return [{ ...found, name: shown, deadLetters: dead ? dead.waiting + dead.inFlight : null }];
    }),
  );
  const others = queues.filter(({ name }) => !told.has(name)).map(queue => ({ ...queue, deadLetters: null }));
  return [...known, ...others];
}
