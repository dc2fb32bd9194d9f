import { Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Grantee } from '../functions/grantee';
import { acknowledge } from '../observability/acknowledge';

export interface ObjectAccess {
  readonly actions: readonly string[];
  readonly bucket: IBucket;
  /** Key prefixes, each ending in a slash. */
  readonly prefixes: readonly string[];
}

/** Allows actions on the objects below some prefixes: senders choose the rest of a key, so it stays a wildcard. */
export function allowObjects(user: Grantee, { actions, bucket, prefixes }: ObjectAccess): void {
  user.allow(
    actions,
    prefixes.map(prefix => bucket.arnForObjects(`${prefix}*`)),
  );
  for (const prefix of prefixes) {
    const finding = `AwsSolutions-IAM5[Resource::${importedName(bucket, bucket.bucketArn)}/${prefix}*]`;
    acknowledge(user, finding, 'Senders choose the rest of a key; the prefix bounds it.');
  }
}

/** How cdk-nag writes a value of another stack. */
export function importedName(owner: IBucket, value: string): string {
  const from = Stack.of(owner);
  return from.resolve(from.exportValue(value))['Fn::ImportValue'];
}
