import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../../context';
import { type TargetOptions, withTarget } from '../../deployment/target-options';
import { withExamples } from '../../examples';
import type { VersionFate } from '../../ingestion/object-history';
import type { QuarantinedObject } from '../../ingestion/quarantine-records';
import type { Output } from '../../output/output';
import { formatBytes } from '../../output/quantities';

interface Shown {
  readonly found: QuarantinedObject;
  readonly bucket: string;
  readonly versions: readonly VersionFate[];
  readonly saved?: string | undefined;
}

function render({ found, bucket, versions, saved }: Shown, output: Output): string {
  const { describeDetails } = require('../../ingestion/log-line') as typeof import('../../ingestion/log-line');
  const { printable } = require('../../ingestion/printable') as typeof import('../../ingestion/printable');
  const { bold, red, dim } = output.colours;
  const { record, sizeBytes, placedAt, recordKey, versionId } = found;
  const reasons = record.reasons.flatMap(({ code, message, remedy, measured }) => [
    `${red(code)}: ${printable(message)}`,
    ...(measured ? [dim(`  measured: ${describeDetails(measured)}`)] : []),
    dim(`  → ${remedy}`),
  ]);
  const fates = versions.map(({ versionId: id, which, outcome, reasonCodes, doneAt, inIntake }) => {
    const codes = reasonCodes.length > 0 ? ` (${reasonCodes.join(', ')})` : '';
    return `  ${id} ${which}: ${outcome}${codes}${doneAt ? ` at ${doneAt}` : ''}${inIntake ? '' : ', no longer in intake'}`;
  });
  return [
    bold(printable(record.key)),
    `${record.workload}, ${formatBytes(sizeBytes)}, arrived ${record.day}, in quarantine since ${placedAt.toISOString()}`,
    '',
    ...reasons,
    '',
    'Versions in intake:',
    ...fates,
    '',
    `Bytes:  s3://${bucket}/${printable(record.key)} (version ${versionId})`,
    `Record: s3://${bucket}/${recordKey}`,
    ...(saved === undefined ? [] : [`Saved:  ${saved}`]),
  ].join('\n');
}

async function save(found: QuarantinedObject, file: string, { objects, bucket }: SaveFrom): Promise<string> {
  const { writeFile } = require('node:fs/promises') as typeof import('node:fs/promises');
  const { WrongUse } = require('../../errors') as typeof import('../../errors');
  const stored = await objects.get({ bucket, key: found.record.key, versionId: found.versionId });
  if (!stored) throw new Error(`everloop quarantine show: the object must still be there, got nothing; try again`);
  try {
    await writeFile(file, stored.bytes, { flag: 'wx' });
    return file;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const got = code === 'EEXIST' ? 'a file that exists' : message;
    throw new WrongUse(`everloop quarantine show: --save must name a new file, got ${got}; choose another name`, error);
  }
}

type SaveFrom = import('../../ingestion/quarantine-records').Quarantine;

async function show(key: string, given: TargetOptions & { readonly save?: string }, { output }: CommandContext) {
  const { openQuarantine, requireQuarantined } =
    require('../../ingestion/quarantine-access') as typeof import('../../ingestion/quarantine-access');
  const { historyOf } = require('../../ingestion/object-history') as typeof import('../../ingestion/object-history');
  const { ledgerOf } = require('../../deployment/stores') as typeof import('../../deployment/stores');
  const access = await openQuarantine(given);
  const { objects, bucket } = access.quarantine;
  const found = await requireQuarantined(access, key);
  const versions = await historyOf(found.record, { ledger: ledgerOf(access.connection), objects });
  const saved = given.save === undefined ? undefined : await save(found, given.save, access.quarantine);
  const { record, recordKey, versionId, sizeBytes, placedAt } = found;
  const bytes = { bucket, key: record.key, versionId, sizeBytes, placedAt };
  output.result({ ...record, recordKey, quarantined: bytes, versions, ...(saved !== undefined && { saved }) }, () =>
    render({ found, bucket, versions, saved }, output),
  );
}

export const showCommand: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('show').description('Show all that is known of one rejected object'),
      'everloop quarantine show incoming/product-images/shoe.jpg',
      'everloop quarantine show incoming/product-images/shoe.jpg --save shoe.jpg',
    ),
  )
    .argument('<key>', 'the key it arrived under, as `quarantine list` prints it')
    .option('--save <file>', 'write its bytes to a new file')
    .action((key: string, given: TargetOptions & { readonly save?: string }) => show(key, given, context));
