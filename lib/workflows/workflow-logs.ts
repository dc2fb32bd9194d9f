import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface WorkflowSettings {
  readonly key: IKey;
  readonly logRetentionDays: RetentionDays;
}

/** An encrypted log group for one workflow. */
export const workflowLogGroup = (scope: Construct, settings: WorkflowSettings): LogGroup =>
  new LogGroup(scope, 'Logs', {
    encryptionKey: settings.key,
    retention: settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
