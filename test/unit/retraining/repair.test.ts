import { MemoryReleaseDesks } from '../../../lambdas/adapters/memory/release-desks';
import { versionMetadata } from '../../../lambdas/contracts/gate-call';
import type { ModelVersion } from '../../../lambdas/domain/registry/model-version';
import { ask, emptyDesk, leave } from '../../../lambdas/domain/release/desk';
import { repairOf } from '../../../lambdas/domain/retraining/repair';
import { createFindRepair } from '../../../lambdas/handlers/retraining/find-repair';

const now = new Date('2026-11-22T12:00:00.000Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
const version = (number: number, own: Partial<ModelVersion> = {}): ModelVersion => ({
  arn: `arn:aws:sagemaker:eu-central-1:123456789012:model-package/shoes/${number}`,
  version: number,
  approval: 'PendingManualApproval',
  createdAt: minutesAgo(60 - number),
  metadata: { [versionMetadata.correlationId]: `alarm-${number}` },
  ...own,
});
const release = (number: number) => ({
  id: `id-${number}`,
  version: number,
  modelPackageArn: version(number).arn,
  correlationId: `alarm-${number}`,
  approvedAt: minutesAgo(5),
});
const idle = emptyDesk('shoes');
const held = ask(idle, release(2)).desk;
const approved = (minutes: number) => version(2, { approval: 'Approved', changedAt: minutesAgo(minutes) });

describe('the version of the last retraining', () => {
  it.each([
    ['none came of it', undefined, idle, { kind: 'none' }],
    ['it was rejected', version(2, { approval: 'Rejected' }), idle, { kind: 'none' }],
    ['it waits for a decision', version(2), idle, { kind: 'undecided', version: 2, since: minutesAgo(58) }],
    ['it is approved, and its release opens', approved(1), idle, { kind: 'releasing', version: 2 }],
    ['it is being released', approved(90), held, { kind: 'releasing', version: 2 }],
    [
      'its release waits',
      approved(90),
      ask(ask(idle, release(1)).desk, release(2)).desk,
      { kind: 'releasing', version: 2 },
    ],
    [
      'its release ended',
      approved(1),
      leave(held, 'id-2', now),
      { kind: 'released', version: 2, at: now.toISOString() },
    ],
    ['it was released long ago', approved(90), leave(ask(idle, release(3)).desk, 'id-3', now), { kind: 'none' }],
  ])('%s', (_, found, desk, repair) => {
    expect(repairOf(found, desk, now)).toEqual(repair);
  });

  it('is the one that names its story, and none that is older is looked at', async () => {
    const looked: number[] = [];
    const versions = [version(3, { metadata: {} }), version(2), version(1), version(0)];
    const find = createFindRepair({
      registry: {
        async *versions() {
          for (const one of versions) {
            looked.push(one.version);
            yield one;
          }
        },
      },
      releases: new MemoryReleaseDesks(),
      clock: { now: () => now },
    });
    expect(await find('shoes', { correlationId: 'alarm-2', startedAt: minutesAgo(59) })).toMatchObject({ version: 2 });
    looked.length = 0;
    expect(await find('shoes', { correlationId: 'alarm-gone', startedAt: minutesAgo(58.5) })).toEqual({ kind: 'none' });
    expect(looked).toEqual([3, 2, 1]);
  });
});
