import type { Connection } from '../deployment/connect';
import { ledgerOf, objectStoreOf } from '../deployment/stores';
import { explainStall } from '../ingestion/explain-stall';
import { type Outcomes, waitForOutcomes, wallClock } from '../ingestion/wait-for-outcomes';
import { type Sent, sendShipments } from './send-shipments';
import type { Shipment } from './shipment';

export interface Delivery {
  readonly connection: Connection;
  readonly signal: AbortSignal;
  readonly report: (progress: string) => void;
}

/** After so long without an outcome an object counts as lost; retries of a message take `retrySeconds` each. */
export const patienceMs = 240_000;

/** Names the objects of one part of a run in their keys: `traffic-20261121093000`, to the second. */
export const runName = (part: string): string => `${part}-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;

/** Sends shipments to intake. `what` names them in the progress. @throws the first error, or the signal's reason */
export async function deliver(
  shipments: AsyncIterable<Shipment>,
  what: string,
  { connection, signal, report }: Delivery,
): Promise<readonly Sent[]> {
  const { S3Client } = require('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
  let done = 0;
  return sendShipments(shipments, {
    s3: new S3Client(connection.settings),
    bucket: connection.deployment.IntakeBucket,
    signal,
    onSent: () => report(`${++done} ${what} sent`),
  });
}

/** Waits until validation has judged each, or the patience is over. */
export async function verdictsOf(
  sent: readonly Sent[],
  { connection, signal, report }: Delivery,
): Promise<Outcomes<Sent>['objects']> {
  const { objects } = await waitForOutcomes(sent, {
    bucket: connection.deployment.IntakeBucket,
    ledger: ledgerOf(connection),
    objects: objectStoreOf(connection),
    timeoutMs: patienceMs,
    signal,
    clock: wallClock,
    onProgress: (done, total) => report(`${done} of ${total} have their verdict`),
    onStalled: () => report(explainStall(connection)),
  });
  return objects;
}
