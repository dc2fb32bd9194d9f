import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ImageUnavailable } from './container';
import { fingerprint } from './container-image';
import type { RecordedImage } from './recorded-image';

const run = promisify(execFile);
const MOST_OUTPUT_BYTES = 64 * 1024 ** 2;

/** Builds recorded images by Docker, each once for the same sources. */
export class DockerImages {
  private readonly built = new Map<string, Promise<string>>();

  constructor(private readonly log: (line: string) => void) {}

  /** @returns the image's id @throws ImageUnavailable with Docker's last words */
  async build(image: RecordedImage): Promise<string> {
    const key = fingerprint(image);
    const known = this.built.get(key);
    if (known) return known;
    const building = this.run(image).catch(error => {
      this.built.delete(key);
      throw error;
    });
    this.built.set(key, building);
    return building;
  }

  private async run(image: RecordedImage): Promise<string> {
    this.log(`docker build of ${image.reference}`);
    const parameters = [
      ...['build', '--quiet', '--file', image.dockerfile],
      ...(image.platform ? ['--platform', image.platform] : []),
      ...(image.target ? ['--target', image.target] : []),
      ...(image.buildArguments ?? []).flatMap(one => ['--build-arg', one]),
      image.context,
    ];
    try {
      const { stdout } = await run('docker', parameters, { maxBuffer: MOST_OUTPUT_BYTES });
      return stdout.trim().split('\n').at(-1) ?? '';
    } catch (error) {
      const { stderr = '', message } = error as Error & { stderr?: string };
      const words = stderr.trim().split('\n').slice(-5).join(' ') || message;
      throw new ImageUnavailable(`image ${image.reference}: docker build failed: ${words}`, { cause: error });
    }
  }
}
