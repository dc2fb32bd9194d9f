/**
 * Starting the laptop cloud and deploying onto it: `npx tsx bench/laptop-cloud/start-and-deploy.ts`.
 * Peer of a start: MiniStack alone, without plug-in, service and IAM. Peer of a deployment: `cdk synth` alone, since
 * what is over it is the cloud's. The Python packages must be there (`npx everloop up` once).
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCdk } from '../../cli/deployment/run-cdk';
import { freePort } from '../../local/cloud/ports';
import { answers, waitUntil } from '../../local/cloud/waiting';
import { line, quantile, ScratchCloud, secondsOf } from './scratch-cloud';

const ROUNDS = 3;
const seconds = (value: number) => `${value.toFixed(2)} s`;

/** Seconds until MiniStack as it comes answers. */
async function plainStart(cloud: ScratchCloud): Promise<number> {
  const port = await freePort();
  const child = spawn(cloud.paths.python, ['-c', 'import ministack.app; ministack.app.main()'], {
    env: { PATH: process.env['PATH'], HOME: cloud.folder, GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1' },
    stdio: 'ignore',
  });
  try {
    return await secondsOf(async () => {
      const url = `http://127.0.0.1:${port}/_ministack/ready`;
      if (!(await waitUntil(() => answers(url, 1000), { withinMs: 60_000 })))
        throw new Error('MiniStack did not start');
    });
  } finally {
    child.kill('SIGKILL');
  }
}

async function starts(cloud: ScratchCloud): Promise<void> {
  const plain: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    plain.push(await plainStart(cloud));
    ours.push(await secondsOf(async () => cloud.run('up', '--no-bootstrap', '--port', String(await freePort()))));
    if (round < ROUNDS - 1) await cloud.run('down', '--purge');
  }
  const [peer, own] = [quantile(plain, 0.5), quantile(ours, 0.5)];
  line('MiniStack alone, cold', seconds(peer), 'the peer');
  line('everloop up --no-bootstrap, cold', seconds(own), `aim 10 s; ${(own / peer).toFixed(1)} x the peer`);
}

async function deployments(cloud: ScratchCloud): Promise<void> {
  const output = join(cloud.folder, 'synth');
  const synth = await secondsOf(() =>
    runCdk({
      root: cloud.paths.root,
      parameters: ['synth', '--quiet', '--output', output, '-c', 'environment=local', '-c', 'nag=false'],
      environment: { ...process.env, CDK_VALIDATION: 'false' },
      signal: new AbortController().signal,
    }),
  );
  rmSync(output, { recursive: true, force: true });
  line('cdk synth', seconds(synth), 'the peer of what follows');
  const measure = async (what: string, aim: string, work: () => Promise<unknown>) => {
    const taken = await secondsOf(work);
    line(what, seconds(taken), `${aim}${(taken / synth).toFixed(1)} x cdk synth`);
  };
  await measure('CDK bootstrap', '', () => cloud.run('up'));
  await measure('everloop deploy, first', 'aim 90 s; ', () => cloud.run('deploy'));
  await measure('everloop deploy, nothing changed', '', () => cloud.run('deploy'));
  await measure('everloop destroy', '', () => cloud.run('destroy'));
}

async function main(): Promise<void> {
  const cloud = new ScratchCloud();
  try {
    await starts(cloud);
    await deployments(cloud);
  } finally {
    await cloud.remove();
  }
}

void main();
