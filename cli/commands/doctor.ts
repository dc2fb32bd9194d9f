import { Command } from 'commander';
import type { Finding } from '../../local/cloud/doctor';
import type { CommandFactory } from '../context';
import { describeError, EXIT, WorkFoundProblems } from '../errors';
import { withExamples } from '../examples';
import type { Output } from '../output/output';

function render(findings: readonly Finding[], { colours }: Output): string {
  const marks = { ok: colours.green('ok     '), warning: colours.yellow('warning'), broken: colours.red('broken ') };
  return findings
    .map(({ check, verdict, found, remedy }) => {
      const line = `${marks[verdict]} ${check}: ${found}`;
      return remedy ? `${line}\n          ${remedy}` : line;
    })
    .join('\n');
}

function configurationFinding(): Finding {
  const check = 'everloop.config.ts';
  try {
    require('../../everloop.config');
    return { check, verdict: 'ok', found: 'valid' };
  } catch (error) {
    const found = describeError(error, false);
    return { check, verdict: 'broken', found, remedy: 'every command but `down` and `doctor` needs it' };
  }
}

/** Ends with 0 when all is well, 1 when there are warnings, 2 when something is broken. */
export const command: CommandFactory = ({ output }) =>
  withExamples(
    new Command('doctor').description('Look for what is missing or broken on this machine, and say how to mend it'),
    'everloop doctor',
  ).action(async () => {
    const { cloudPaths } = require('../../local/cloud/paths') as typeof import('../../local/cloud/paths');
    const { examine } = require('../../local/cloud/doctor') as typeof import('../../local/cloud/doctor');
    const findings = [configurationFinding(), ...(await examine(cloudPaths()))];
    const has = (verdict: Finding['verdict']) => findings.some(finding => finding.verdict === verdict);
    output.result({ findings }, () => render(findings, output));
    if (has('broken'))
      throw Object.assign(new Error('everloop doctor: something is broken'), { exitCode: EXIT.misuse });
    if (has('warning')) throw new WorkFoundProblems('everloop doctor: works, with warnings');
  });
