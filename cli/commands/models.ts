import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../context';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { withExamples } from '../examples';
import { wholeNumber } from '../ingestion/whole-number';
import type { Output } from '../output/output';
import type { OpenRegistry } from '../registry/registry-access';
import type { VersionReport } from '../registry/version-report';

interface Given extends TargetOptions {
  readonly last: number;
}

interface Listed {
  readonly workload: string;
  readonly environment: string;
  /** Version that new candidates are compared with; null when none is approved. */
  readonly champion: number | null;
  readonly hasMore: boolean;
  readonly versions: readonly VersionReport[];
}

function render({ workload, versions, hasMore }: Listed, output: Output): string {
  const { figureTable, versionTable } =
    require('../registry/versions-text') as typeof import('../registry/versions-text');
  if (versions.length === 0) return `${workload} has no version yet: a training registers them.`;
  const figures = figureTable(versions, output);
  const waiting = versions.find(({ approval }) => approval === 'PendingManualApproval');
  return [
    versionTable(versions, output),
    ...(figures === undefined ? [] : ['', figures]),
    ...(hasMore ? ['', output.colours.dim('There are older ones; more with --last.')] : []),
    ...(waiting ? ['', `Look at one: npx everloop models ${workload} ${waiting.version}`] : []),
  ].join('\n');
}

async function list(access: OpenRegistry, { last }: Given, { output }: CommandContext): Promise<void> {
  const { readVersions } = require('../registry/read-versions') as typeof import('../registry/read-versions');
  const { versionReport } = require('../registry/version-report') as typeof import('../registry/version-report');
  const { versions, champion, hasMore } = await readVersions(access, last);
  const listed: Listed = {
    workload: access.workload,
    environment: access.connection.environmentName,
    champion: champion?.version ?? null,
    hasMore,
    versions: versions.map(one => versionReport(one, champion)),
  };
  output.result(listed, () => render(listed, output));
}

async function show(access: OpenRegistry, number: number, given: Given, { output }: CommandContext): Promise<void> {
  const { requireVersion } = require('../registry/registry-access') as typeof import('../registry/registry-access');
  const { showVersion } = require('../registry/show-version') as typeof import('../registry/show-version');
  const { versionText } = require('../registry/version-text') as typeof import('../registry/version-text');
  const { nextCommands } = require('../registry/next-commands') as typeof import('../registry/next-commands');
  const shown = await showVersion(await requireVersion(access, number), access);
  const { report, read, card } = shown;
  const evaluation = read.kind === 'read' ? read.evaluation : null;
  const next = nextCommands(access.workload, report, given);
  output.result({ workload: access.workload, ...report, evaluation, card: card?.text ?? null }, () =>
    versionText({ workload: access.workload, ...shown, next }, output.colours),
  );
}

/** Shows the versions of a workload's model. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('models').description('Compare the versions of a model, or show one with its model card'),
      'everloop models product-images',
      'everloop models product-images 3',
      'everloop models product-images --last 3 --json',
    ),
  )
    .argument('<workload>', 'one that is trained')
    .argument('[version]', 'show this one with everything that is known of it', wholeNumber(1, 999_999_999))
    .option('--last <n>', 'so many versions, the newest', wholeNumber(1, 1000), 10)
    .action(async (workload: string, version: number | undefined, given: Given) => {
      const { openRegistry } = require('../registry/registry-access') as typeof import('../registry/registry-access');
      const access = await openRegistry(workload, 'everloop models', given);
      await (version === undefined ? list(access, given, context) : show(access, version, given, context));
    });
