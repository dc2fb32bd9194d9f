import type { IngestionContracts } from '../../lambdas/contracts/ingestion-contract';
import { unknownWorkload } from '../../lambdas/domain/ingestion/intake-key';
import { type Connection, connect } from '../deployment/connect';
import { objectStoreOf } from '../deployment/stores';
import type { TargetOptions } from '../deployment/target-options';
import { WorkFoundProblems, WrongUse } from '../errors';
import { configuredContracts } from './contracts';
import { findQuarantined, type Quarantine, type QuarantinedObject } from './quarantine-records';

/** A connection's quarantine. */
export interface QuarantineAccess {
  readonly connection: Connection;
  readonly quarantine: Quarantine;
  readonly contracts: IngestionContracts;
}

export async function openQuarantine(options: TargetOptions): Promise<QuarantineAccess> {
  const connection = await connect(options);
  const quarantine = { objects: objectStoreOf(connection), bucket: connection.deployment.QuarantineBucket };
  return { connection, quarantine, contracts: configuredContracts() };
}

/** The workloads whose records are listed: one, or all and those of keys that name none. @throws WrongUse */
export function recordedWorkloads(contracts: IngestionContracts, asked: string | undefined): string[] {
  const known = [...Object.keys(contracts), unknownWorkload];
  if (asked === undefined) return known;
  if (known.includes(asked)) return [asked];
  throw new WrongUse(`everloop quarantine: --workload must be one of ${known.join(', ')}, got ${asked}`);
}

/** @throws WorkFoundProblems when the key is not in quarantine */
export async function requireQuarantined(access: QuarantineAccess, key: string): Promise<QuarantinedObject> {
  const found = await findQuarantined(access.quarantine, key, access.contracts);
  if (found) return found;
  throw new WorkFoundProblems(
    `everloop quarantine: ${JSON.stringify(key)} must be in quarantine, got nothing under that key; see \`everloop quarantine list\``,
  );
}
