import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(__dirname, '..', '..');

export interface Measured {
  readonly milliseconds: number;
  readonly figures: readonly number[];
}

/** What peers.py can be asked for. */
export type Peer = 'numpy_psi' | 'numpy_psi_search' | 'scipy_ks' | 'scipy_exact' | 'evidently_report';

/** Python with the peers: EVERLOOP_PEERS_PYTHON, else an environment that is made once below .everloop/. */
export function peersPython(): string {
  const given = process.env.EVERLOOP_PEERS_PYTHON;
  if (given) return given;
  const folder = join(root, '.everloop', 'peers');
  const python = join(folder, 'bin', 'python');
  if (!existsSync(join(folder, 'ready'))) {
    console.log('installing numpy, scipy and Evidently (once, about two minutes)');
    mkdirSync(folder, { recursive: true });
    execFileSync('python3', ['-m', 'venv', folder]);
    const pins = join(root, 'test', 'unit', 'drift', 'golden', 'requirements.txt');
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '-r', pins], { stdio: ['ignore', 'ignore', 'inherit'] });
    mkdirSync(join(folder, 'ready'));
  }
  return python;
}

/** peers.py in a process of its own, which takes turns with ours. */
export class Peers {
  private readonly answers: AsyncIterator<string>;

  private constructor(private readonly child: ChildProcess) {
    this.answers = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  }

  static async start(folder: string, columns: number): Promise<Peers> {
    const script = join(__dirname, 'peers.py');
    const peers = new Peers(
      spawn(peersPython(), [script, folder, String(columns)], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    await peers.answer();
    return peers;
  }

  async run(peer: Peer): Promise<Measured> {
    this.child.stdin!.write(`${peer}\n`);
    return JSON.parse(await this.answer()) as Measured;
  }

  stop(): void {
    this.child.stdin!.end();
  }

  private async answer(): Promise<string> {
    const { value, done } = await this.answers.next();
    if (done) throw new Error('peers.py: it must answer each request, got its end; see its message above');
    return value;
  }
}
