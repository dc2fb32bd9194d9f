import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../../context';
import { type TargetOptions, withTarget } from '../../deployment/target-options';
import { WrongUse } from '../../errors';
import { withExamples } from '../../examples';

interface Given extends TargetOptions {
  readonly because: string;
  readonly yes?: boolean;
}

async function release(key: string, given: Given, { output, signal, foundProblems }: CommandContext): Promise<void> {
  if (given.because.trim() === '') {
    throw new WrongUse('everloop quarantine release: --because must say why, got nothing; the record keeps it');
  }
  const { openQuarantine, requireQuarantined } =
    require('../../ingestion/quarantine-access') as typeof import('../../ingestion/quarantine-access');
  const { releaseObject } = require('../../ingestion/release') as typeof import('../../ingestion/release');
  const { printable } = require('../../ingestion/printable') as typeof import('../../ingestion/printable');
  const { confirm } = require('../../ingestion/confirm') as typeof import('../../ingestion/confirm');
  const { ledgerOf } = require('../../deployment/stores') as typeof import('../../deployment/stores');
  const { callerOf } = require('../../deployment/caller') as typeof import('../../deployment/caller');
  const access = await openQuarantine(given);
  const { connection, quarantine, contracts } = access;
  const found = await requireQuarantined(access, key);
  const codes = found.record.reasons.map(({ code }) => code).join(', ');
  const isSure =
    given.yes ||
    (await confirm(`Release ${printable(key)} although ${codes}?`, { where: 'everloop quarantine release', signal }));
  if (!isSure) {
    output.note('Nothing was released.');
    return foundProblems();
  }
  const releasedBy = await callerOf(connection);
  const buckets = { curated: connection.deployment.CuratedBucket, quarantine: quarantine.bucket };
  const released = await releaseObject(
    found,
    { because: given.because, releasedBy },
    { objects: quarantine.objects, ledger: ledgerOf(connection), contracts, buckets, now: () => new Date() },
  );
  output.result({ ...released, releasedBy, because: given.because, bucket: buckets.curated }, () =>
    [
      `Released by ${releasedBy} although ${codes}: s3://${buckets.curated}/${printable(key)}`,
      `Record: s3://${buckets.curated}/${released.featureRecordKey}`,
    ].join('\n'),
  );
}

export const releaseCommand: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('release').description('Overrule a rejection: the object goes to curated, with your name and reason'),
      'everloop quarantine release incoming/product-images/shoe.jpg --because "checked by eye"',
    ),
  )
    .argument('<key>', 'the key it arrived under, as `quarantine list` prints it')
    .requiredOption('--because <text>', 'why; kept in the record')
    .option('--yes', 'do not ask')
    .action((key: string, given: Given) => release(key, given, context));
