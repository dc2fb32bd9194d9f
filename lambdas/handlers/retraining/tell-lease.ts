import type { Desk, Lease } from '../../domain/retraining/desk';
import { leaseRecords } from '../../domain/retraining/retraining-records';
import type { LeaseEffects } from './retraining-effects';

/** The story of a lease begins with the alarms that were raised and the coordinator's yes; told twice it is told once. */
export async function tellLease(desk: Desk, lease: Lease, { trail }: Pick<LeaseEffects, 'trail'>): Promise<void> {
  for (const record of leaseRecords(desk, lease)) await trail.append(record);
}
