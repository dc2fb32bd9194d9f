import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { requireSpace } from '../../local/cloud/disk';
import { ACCOUNT, clientEnvironment, REGION } from '../../local/cloud/environment';
import { makeFolder } from '../../local/cloud/folder';
import { withLock } from '../../local/cloud/lock';
import type { Step } from '../output/steps';
import { deleteEndpoints } from './delete-endpoints';
import { deleteUnnameable } from './delete-unnameable';
import { deleteVersions } from './delete-versions';
import { isVendored, runCdk } from './run-cdk';
import { stopExecutions } from './stop-executions';
import { cloudFormationOf, type DeployTarget } from './target';

/** The steps of a deployment; each is skipped by CloudFormation or here when nothing is to do. */
export function deploySteps(target: DeployTarget): readonly Step[] {
  const deploy = ['deploy', '--all', '--require-approval', 'never', '--progress', 'events', '--concurrency', '2'];
  return [
    ...(target.endpoint === undefined ? [vendorStep(target)] : [bootstrapStep(target)]),
    { title: `Deploy ${target.environmentName}`, run: report => deployAll(target, deploy, report) },
  ];
}

async function deployAll(target: DeployTarget, parameters: readonly string[], report: (text: string) => void) {
  if (target.endpoint !== undefined) requireSpace(target.paths, report);
  await cdk(target, parameters, report);
}

/** The steps that delete everything; data go first, and only where the configuration lets them go. */
export const destroySteps = (target: DeployTarget): readonly Step[] => [
  counted('Endpoints', 'deleted', report => deleteEndpoints(target, report)),
  counted('Trainings under way', 'stopped', report => stopExecutions(target, report)),
  ...(target.environment.dataMayGo ? emptyingSteps(target) : []),
  {
    title: `Destroy ${target.environmentName}`,
    run: report => cdk(target, ['destroy', '--all', '--force'], report),
  },
];

/** What CloudFormation cannot delete with a stack. */
const emptyingSteps = (target: DeployTarget): readonly Step[] => [
  counted('Versions of models', 'deleted', report => deleteVersions(target, report)),
  counted('Objects whose names CDK cannot delete', 'deleted', report => deleteUnnameable(target, report)),
];

/** A step that says how many it dealt with, unless there was none. */
const counted = (title: string, verb: string, work: (report: (progress: string) => void) => Promise<number>): Step => ({
  title,
  run: async report => {
    const count = await work(report).catch(error => {
      // CDK's own roles may have the right; if not, CloudFormation says what it cannot delete.
      if (!/^AccessDenied/.test((error as Error).name)) throw error;
      report('no right to look; going on without');
      return 0;
    });
    if (count > 0) report(`${count} ${verb}`);
  },
});

/** Two CDK CLIs cannot write one folder at once; each state folder has its own. */
function output({ paths }: DeployTarget): readonly string[] {
  makeFolder(paths);
  return ['--output', path.join(paths.folder, 'cdk.out')];
}

function vendorStep({ paths, environment }: DeployTarget): Step {
  const platform = environment.functionPlatform;
  return {
    title: `sharp for ${platform}`,
    run: async () => {
      if (isVendored(paths.root, platform)) return;
      await promisify(execFile)(process.execPath, [path.join(paths.root, 'bin', 'vendor.cjs'), platform]);
    },
  };
}

/** The laptop cloud begins empty: CDK's own bucket and roles must be there first. An account's owner decides on theirs. */
export function bootstrapStep(target: DeployTarget): Step {
  const bootstrap = async (report: (progress: string) => void) => {
    if (await isBootstrapped(target)) return;
    await cdk(target, ['bootstrap', `aws://${ACCOUNT}/${REGION}`], report);
  };
  // Of two commands at once, one makes the stack and the other finds it.
  return { title: 'CDK bootstrap', run: report => withLock(target.paths, () => bootstrap(report), target) };
}

async function isBootstrapped(target: DeployTarget): Promise<boolean> {
  const client = cloudFormationOf(target);
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'CDKToolkit' }));
    return Stacks?.[0]?.StackStatus?.endsWith('_COMPLETE') === true;
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return false;
    throw error;
  } finally {
    client.destroy();
  }
}

async function cdk(
  target: DeployTarget,
  parameters: readonly string[],
  onProgress: (text: string) => void,
): Promise<void> {
  const { paths, environmentName, endpoint, settings, signal } = target;
  const own = endpoint === undefined ? {} : { ...clientEnvironment(paths, endpoint), AWS_PROFILE: undefined };
  // Rules and template validation are gates of `npm run check`; here they would cost 3 s of every deployment.
  const local = endpoint === undefined ? [] : ['-c', 'nag=false', '--method', 'direct'];
  const direct = parameters[0] === 'deploy' ? local : local.slice(0, 2);
  await runCdk({
    root: paths.root,
    parameters: [
      ...parameters,
      ...output(target),
      '-c',
      `environment=${environmentName}`,
      ...direct,
      ...(settings?.profile ? ['--profile', settings.profile] : []),
    ],
    environment: { ...process.env, ...own, ...(endpoint !== undefined && { CDK_VALIDATION: 'false' }) },
    signal,
    onProgress,
  });
}
