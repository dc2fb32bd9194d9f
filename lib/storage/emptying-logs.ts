import { type CfnResource, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';

const provider = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

/**
 * Gives the CDK's function that empties buckets a log group of the stack. Lambda would make one by itself: with no end
 * of retention, not under our key, and left behind by `cdk destroy`. Only for stacks whose buckets are emptied.
 */
export function ownEmptyingLogs(stack: Stack, props: { readonly key: IKey; readonly retention: RetentionDays }): void {
  const handler = stack.node.findChild(provider).node.findChild('Handler') as CfnResource;
  const logs = new LogGroup(stack, 'EmptyingLogs', {
    encryptionKey: props.key,
    retention: props.retention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  handler.addPropertyOverride('LoggingConfig', { LogGroup: logs.logGroupName, LogFormat: 'JSON' });
}
