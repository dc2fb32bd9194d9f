import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { LogLevel, LogOptions } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

export interface WorkflowSettings {
  readonly key: IKey;
  readonly logRetentionDays: RetentionDays;
}

/** An encrypted log group for one workflow. Execution data may hold senders' file names, so it stays out. */
export function workflowLogs(scope: Construct, settings: WorkflowSettings, level: LogLevel): LogOptions {
  const destination = new LogGroup(scope, 'Logs', {
    encryptionKey: settings.key,
    retention: settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return { destination, level, includeExecutionData: false };
}
