import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { ClientSettings } from '../../sagemaker/cloud/settings';
import { pause } from '../../sagemaker/pipelines/engine/pause';
import { storeOf } from '../artifacts/artifact-store';
import type { ActionAnswer, ActionExecution, Artifact } from '../executions/execution';
import { ActionFailed, calling } from './action-failed';
import type { ActionKind, ActionOutcome, ActionWork } from './action-kind';

/** Pause before a function that gave a continuation token is invoked again; about 30 s in an account. */
const CONTINUE_MS = 2_000;

/** Invokes a function with a job and waits until it reports the job's end by PutJobSuccessResult or PutJobFailureResult. */
export const lambdaInvoke: ActionKind = {
  inputs: [0, 5],
  outputs: [0, 5],
  required: ['FunctionName'],
  optional: ['UserParameters'],
  timeoutMinutes: 24 * 60,
  async run(work) {
    const outputs = (work.action.outputArtifacts ?? []).map(({ name }) => work.output(name));
    for (let record = work.record; ; ) {
      if (!record.invoked) record = await invoke(work, record, outputs);
      const answer = await work.answered();
      if (answer.continuationToken === undefined) return outcome(answer, record.outputArtifacts);
      await pause(CONTINUE_MS, work.ending);
      const jobId = randomUUID();
      const { continuationToken } = answer;
      const next = { jobId, continuationToken, invoked: false, answer: undefined as never };
      work.keep(next);
      record = { ...record, ...next };
    }
  },
};

async function invoke(
  work: ActionWork,
  record: ActionExecution,
  outputs: readonly Artifact[],
): Promise<ActionExecution> {
  const jobId = record.jobId ?? randomUUID();
  const kept = { jobId, outputArtifacts: record.jobId ? record.outputArtifacts : outputs };
  work.keep(kept);
  const settings = await calling('sts:AssumeRole', () => work.role.settings());
  const client = new LambdaClient(settings);
  try {
    const command = new InvokeCommand({
      FunctionName: work.configuration['FunctionName'],
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(jobEvent(work, { ...record, ...kept }, settings))),
    });
    await calling('lambda:InvokeFunction', () => client.send(command));
  } finally {
    client.destroy();
  }
  work.keep({ invoked: true });
  return { ...record, ...kept, invoked: true };
}

/** What the function receives (user guide, "JSON event example"). */
function jobEvent(work: ActionWork, record: ActionExecution, { credentials }: ClientSettings): object {
  const { scope } = work.world;
  const { encryptionKey } = storeOf(work.pipeline.declaration, scope.region);
  return {
    'CodePipeline.job': {
      id: record.jobId,
      accountId: scope.account,
      data: {
        actionConfiguration: { configuration: work.configuration },
        inputArtifacts: record.inputArtifacts.map(located),
        outputArtifacts: record.outputArtifacts.map(located),
        artifactCredentials: {
          accessKeyId: credentials.accessKeyId,
          secretAccessKey: credentials.secretAccessKey,
          sessionToken: credentials.sessionToken,
        },
        ...(record.continuationToken !== undefined && { continuationToken: record.continuationToken }),
        ...(encryptionKey && { encryptionKey }),
      },
    },
  };
}

export const located = ({ name, bucket: bucketName, key: objectKey, revision }: Artifact) => ({
  name,
  ...(revision !== undefined && { revision }),
  location: { type: 'S3', s3Location: { bucketName, objectKey } },
});

function outcome(answer: ActionAnswer, artifacts: readonly Artifact[]): ActionOutcome {
  const { kind, summary, code, externalExecutionId, variables } = answer;
  if (kind === 'failed') {
    const failure = code === 'PermissionError' || code === 'ConfigurationError' ? code : 'JobFailed';
    throw new ActionFailed(failure, summary ?? 'the function gave no reason', externalExecutionId);
  }
  return {
    artifacts,
    ...(summary !== undefined && { summary }),
    ...(externalExecutionId !== undefined && { externalExecutionId }),
    ...(variables && { variables }),
  };
}
