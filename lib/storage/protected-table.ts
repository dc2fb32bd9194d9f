import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** How every table of an environment is kept. */
export interface TableKeeping {
  readonly key: IKey;
  /** Else the table refuses to be deleted, and outlives its stack. */
  readonly dataMayGo: boolean;
}

export interface ProtectedTableProps {
  readonly keeping: TableKeeping;
  /** Names of text attributes. */
  readonly partitionKey: string;
  readonly sortKey?: string;
  /** Holds when an item may go, in seconds since 1970; absent: items stay. */
  readonly timeToLiveAttribute?: string;
}

/** A table paid by request, encrypted with our key, restorable to each second of the last 35 days. */
export function protectedTable(scope: Construct, id: string, props: ProtectedTableProps): Table {
  const { keeping, partitionKey, sortKey, timeToLiveAttribute } = props;
  return new Table(scope, id, {
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    ...(sortKey !== undefined && { sortKey: { name: sortKey, type: AttributeType.STRING } }),
    ...(timeToLiveAttribute !== undefined && { timeToLiveAttribute }),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: keeping.key,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: !keeping.dataMayGo,
    removalPolicy: keeping.dataMayGo ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  });
}
