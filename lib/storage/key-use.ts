import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { FeatureFunction } from '../functions/feature-function';

/** Lets a function use the key, but only through these services: a leaked role can't decrypt by itself. */
export function allowKeyUseThrough(
  services: readonly ('dynamodb' | 's3' | 'sns' | 'sqs')[],
  user: FeatureFunction,
  key: IKey,
): void {
  const { region } = Stack.of(user);
  user.allow(['kms:Decrypt', 'kms:GenerateDataKey'], [key.keyArn], {
    StringEquals: { 'kms:ViaService': services.map(service => `${service}.${region}.amazonaws.com`) },
  });
}
