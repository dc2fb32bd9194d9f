import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Grantee } from '../functions/grantee';

/** Lets somebody use the key, but only through these services: a leaked role can't decrypt by itself. */
export function allowKeyUseThrough(
  services: readonly ('dynamodb' | 's3' | 'sns' | 'sqs')[],
  user: Grantee,
  key: IKey,
): void {
  const { region } = Stack.of(user);
  user.allow(['kms:Decrypt', 'kms:GenerateDataKey'], [key.keyArn], {
    StringEquals: { 'kms:ViaService': services.map(service => `${service}.${region}.amazonaws.com`) },
  });
}
