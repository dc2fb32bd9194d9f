import type { Stage } from '../../lambdas/contracts/serving-settings';
import type { Endpoints } from '../../lambdas/ports/endpoints';
import type { LedgerStore } from '../../lambdas/ports/ledger-store';
import type { MessageQueue } from '../../lambdas/ports/message-queue';
import type { ModelEndpoints } from '../../lambdas/ports/model-endpoints';
import type { ModelRegistry } from '../../lambdas/ports/model-registry';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import type { PipelineExecutions } from '../../lambdas/ports/pipeline-executions';
import type { ReleaseDesks } from '../../lambdas/ports/release-desks';
import type { Releases } from '../../lambdas/ports/releases';
import type { RetrainingDesks } from '../../lambdas/ports/retraining-desks';
import type { TrailStore } from '../../lambdas/ports/trail-store';
import type { BackfillRuns } from '../predictions/backfill-runs';
import type { EndpointFigures } from '../release/endpoint-figures';
import type { Jobs } from '../training/jobs';
import type { Connection } from './connect';

// Each SDK takes 0.2 to 0.6 s to load, so a command loads those it uses.

export function objectStoreOf({ settings }: Connection): ObjectStore {
  const { S3Client } = require('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
  const { S3ObjectStore } =
    require('../../lambdas/adapters/aws/s3-object-store') as typeof import('../../lambdas/adapters/aws/s3-object-store');
  return new S3ObjectStore(new S3Client(settings));
}

export function ledgerOf({ settings, deployment }: Connection): LedgerStore {
  const { DynamoDBClient } = require('@aws-sdk/client-dynamodb') as typeof import('@aws-sdk/client-dynamodb');
  const { DynamoDbLedgerStore } =
    require('../../lambdas/adapters/aws/dynamodb-ledger-store') as typeof import('../../lambdas/adapters/aws/dynamodb-ledger-store');
  return new DynamoDbLedgerStore(new DynamoDBClient(settings), deployment.LedgerTable);
}

export function queueOf({ settings }: Connection, queueUrl: string): MessageQueue {
  const { SQSClient } = require('@aws-sdk/client-sqs') as typeof import('@aws-sdk/client-sqs');
  const { SqsMessageQueue } =
    require('../../lambdas/adapters/aws/sqs-message-queue') as typeof import('../../lambdas/adapters/aws/sqs-message-queue');
  return new SqsMessageQueue(new SQSClient(settings), queueUrl);
}

export function backfillRunsOf({ settings, deployment }: Connection): BackfillRuns {
  const { SFNClient } = require('@aws-sdk/client-sfn') as typeof import('@aws-sdk/client-sfn');
  const { SfnBackfillRuns } = require('../predictions/backfill-runs') as typeof import('../predictions/backfill-runs');
  return new SfnBackfillRuns(new SFNClient(settings), deployment.BackfillPredictionsWorkflow);
}

export const intakeQueueOf = (connection: Connection): MessageQueue =>
  queueOf(connection, connection.deployment.IntakeQueueUrl);

export function trailOf({ settings, deployment }: Connection): TrailStore {
  const { DynamoDBClient } = require('@aws-sdk/client-dynamodb') as typeof import('@aws-sdk/client-dynamodb');
  const { DynamoDbTrailStore } =
    require('../../lambdas/adapters/aws/dynamodb-trail-store') as typeof import('../../lambdas/adapters/aws/dynamodb-trail-store');
  return new DynamoDbTrailStore(new DynamoDBClient(settings), deployment.TrailTable);
}

/** Name of a workload's pipeline and of its model package group. */
const loopNameOf =
  ({ project, environmentName: environment }: Connection) =>
  (workload: string): string => {
    const { loopName } =
      require('../../lambdas/contracts/resource-names') as typeof import('../../lambdas/contracts/resource-names');
    return loopName({ project, environment, workload });
  };

export function modelRegistryOf(connection: Connection): ModelRegistry {
  const { SageMakerClient } = require('@aws-sdk/client-sagemaker') as typeof import('@aws-sdk/client-sagemaker');
  const { SageMakerModelRegistry } =
    require('../../lambdas/adapters/aws/sagemaker-model-registry') as typeof import('../../lambdas/adapters/aws/sagemaker-model-registry');
  return new SageMakerModelRegistry(new SageMakerClient(connection.settings), loopNameOf(connection));
}

export function pipelineExecutionsOf(connection: Connection): PipelineExecutions {
  const { SageMakerClient } = require('@aws-sdk/client-sagemaker') as typeof import('@aws-sdk/client-sagemaker');
  const { SageMakerPipelineExecutions } =
    require('../../lambdas/adapters/aws/sagemaker-pipeline-executions') as typeof import('../../lambdas/adapters/aws/sagemaker-pipeline-executions');
  return new SageMakerPipelineExecutions(new SageMakerClient(connection.settings), loopNameOf(connection));
}

export function releasesOf(connection: Connection): Releases {
  const { CodePipelineClient } =
    require('@aws-sdk/client-codepipeline') as typeof import('@aws-sdk/client-codepipeline');
  const { CodePipelineReleases } =
    require('../../lambdas/adapters/aws/codepipeline-releases') as typeof import('../../lambdas/adapters/aws/codepipeline-releases');
  const { releaseName } =
    require('../../lambdas/contracts/release') as typeof import('../../lambdas/contracts/release');
  const { project, environmentName: environment, settings } = connection;
  return new CodePipelineReleases(new CodePipelineClient(settings), workload =>
    releaseName({ project, environment, workload }),
  );
}

export function releaseDesksOf({ settings, deployment }: Connection): ReleaseDesks {
  const { DynamoDBClient } = require('@aws-sdk/client-dynamodb') as typeof import('@aws-sdk/client-dynamodb');
  const { DynamoDbReleaseDesks } =
    require('../../lambdas/adapters/aws/dynamodb-release-desks') as typeof import('../../lambdas/adapters/aws/dynamodb-release-desks');
  return new DynamoDbReleaseDesks(new DynamoDBClient(settings), deployment.ReleaseTable);
}

export function retrainingDesksOf({ settings, deployment }: Connection): RetrainingDesks {
  const { DynamoDBClient } = require('@aws-sdk/client-dynamodb') as typeof import('@aws-sdk/client-dynamodb');
  const { DynamoDbRetrainingDesks } =
    require('../../lambdas/adapters/aws/dynamodb-retraining-desks') as typeof import('../../lambdas/adapters/aws/dynamodb-retraining-desks');
  return new DynamoDbRetrainingDesks(new DynamoDBClient(settings), deployment.RetrainingTable);
}

export function modelEndpointsOf({ settings }: Pick<Connection, 'settings'>): ModelEndpoints {
  const { SageMakerClient } = require('@aws-sdk/client-sagemaker') as typeof import('@aws-sdk/client-sagemaker');
  const { SageMakerModelEndpoints } =
    require('../../lambdas/adapters/aws/sagemaker-model-endpoints') as typeof import('../../lambdas/adapters/aws/sagemaker-model-endpoints');
  return new SageMakerModelEndpoints(new SageMakerClient(settings), {});
}

export function endpointFiguresOf({ settings }: Connection): EndpointFigures {
  const { CloudWatchClient } = require('@aws-sdk/client-cloudwatch') as typeof import('@aws-sdk/client-cloudwatch');
  const { CloudWatchEndpointFigures } =
    require('../release/cloudwatch-endpoint-figures') as typeof import('../release/cloudwatch-endpoint-figures');
  return new CloudWatchEndpointFigures(new CloudWatchClient(settings));
}

export function jobsOf({ settings }: Connection): Jobs {
  const { SageMakerClient } = require('@aws-sdk/client-sagemaker') as typeof import('@aws-sdk/client-sagemaker');
  const { SageMakerJobs } = require('../training/sagemaker-jobs') as typeof import('../training/sagemaker-jobs');
  return new SageMakerJobs(new SageMakerClient(settings));
}

export function endpointsOf({ settings }: Connection): Endpoints {
  const { SageMakerEndpoints, sageMakerRuntimeClient } =
    require('../../lambdas/adapters/aws/sagemaker-endpoints') as typeof import('../../lambdas/adapters/aws/sagemaker-endpoints');
  return new SageMakerEndpoints(sageMakerRuntimeClient(settings));
}

/** Name of a workload's endpoint of one stage. */
export function endpointNameOf(
  { project, environmentName: environment }: Connection,
  workload: string,
  stage: Stage,
): string {
  const { endpointName } =
    require('../../lambdas/contracts/resource-names') as typeof import('../../lambdas/contracts/resource-names');
  return endpointName({ project, environment, workload, stage });
}
