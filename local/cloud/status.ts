import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { diskProblem, freeSpace } from './disk';
import { markOf, REGION, ROOT_CREDENTIALS } from './environment';
import type { CloudPaths } from './paths';
import { processesMarked, residentBytes } from './processes';
import type { CloudRecord } from './record';

export interface CloudStatus {
  readonly endpoint: string;
  readonly serviceUrl: string;
  readonly startedAt: string;
  readonly uptimeSeconds: number;
  readonly versions: CloudRecord['versions'];
  /** The emulator, the local service, and one `function` per Lambda process. */
  readonly processes: readonly { readonly name: string; readonly pid: number; readonly residentBytes: number }[];
  readonly stacks: readonly { readonly name: string; readonly status: string; readonly updatedAt: string }[];
  /** Of the state folder; `problem` is absent while enough is free. */
  readonly disk: { readonly freeBytes: number; readonly problem?: string };
  readonly queues: readonly {
    readonly name: string;
    readonly waiting: number;
    /** Sent with a delay that is not over. */
    readonly delayed: number;
    readonly inFlight: number;
  }[];
}

function clientSettings(endpoint: string) {
  return { endpoint, region: REGION, credentials: ROOT_CREDENTIALS, maxAttempts: 2 };
}

async function stacksOf(endpoint: string, abortSignal: AbortSignal): Promise<CloudStatus['stacks']> {
  const client = new CloudFormationClient(clientSettings(endpoint));
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}), { abortSignal });
  client.destroy();
  return Stacks.map(stack => ({
    name: stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    updatedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.toISOString() ?? '',
  }));
}

async function queuesOf(endpoint: string, abortSignal: AbortSignal): Promise<CloudStatus['queues']> {
  const client = new SQSClient(clientSettings(endpoint));
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}), { abortSignal });
  const queues = await Promise.all(
    QueueUrls.map(async QueueUrl => {
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
      const { Attributes = {} } = await client.send(command, { abortSignal });
      return {
        name: QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1),
        waiting: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
        delayed: Number(Attributes['ApproximateNumberOfMessagesDelayed'] ?? 0),
        inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
      };
    }),
  );
  client.destroy();
  return queues;
}

function processesOf(paths: CloudPaths, record: CloudRecord): CloudStatus['processes'] {
  const own = [
    { name: 'emulator', pid: record.emulator.pid },
    { name: 'local service', pid: record.service.pid },
  ].map(one => ({ ...one, residentBytes: residentBytes(one.pid) }));
  const others = processesMarked(markOf(paths))
    .filter(pid => pid !== record.emulator.pid && pid !== record.service.pid)
    .map(pid => ({ name: 'function', pid, residentBytes: residentBytes(pid) }));
  return [...own, ...others];
}

function diskOf(paths: CloudPaths): CloudStatus['disk'] {
  const free = freeSpace(paths);
  const problem = diskProblem(paths, free);
  return { freeBytes: free.bytes, ...(problem && { problem }) };
}

/** What the running cloud holds now. @throws what the AWS SDK throws when the endpoint fails */
export async function cloudStatus(paths: CloudPaths, record: CloudRecord, signal: AbortSignal): Promise<CloudStatus> {
  const [stacks, queues] = await Promise.all([stacksOf(record.endpoint, signal), queuesOf(record.endpoint, signal)]);
  const { endpoint, serviceUrl, startedAt, versions } = record;
  const uptimeSeconds = Math.round((Date.now() - Date.parse(startedAt)) / 1000);
  return {
    endpoint,
    serviceUrl,
    startedAt,
    uptimeSeconds,
    versions,
    processes: processesOf(paths, record),
    disk: diskOf(paths),
    stacks,
    queues,
  };
}
