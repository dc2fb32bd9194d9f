import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { createSharpDecoder } from '../../../lambdas/adapters/sharp-decoder';
import { type ImagePolicy, imagePolicySchema } from '../../../lambdas/contracts/image-policy';
import { createImageValidator } from '../../../lambdas/domain/images/validate-image';

export const validate = createImageValidator({ decode: createSharpDecoder() });
export const policyWith = (changes: Partial<ImagePolicy> = {}): ImagePolicy => imagePolicySchema.parse(changes);

/** A photo-like picture: smooth ground, edges and noise; deterministic by seed. */
export function makePhoto(width: number, height: number, seed = 1) {
  const data = new Uint8Array(width * height * 3);
  let state = seed * 2654435761;
  for (let index = 0; index < data.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const [x, y] = [Math.floor(index / 3) % width, Math.floor(index / 3 / width)];
    const ground = 128 + 50 * Math.sin((x + seed) / 17 + (index % 3)) + 40 * Math.cos(y / 11);
    data[index] = ground + (x > y ? 20 : -20) + (state >>> 28) - 8;
  }
  return { width, height, data };
}

export const sharpOf = ({ width, height, data }: ReturnType<typeof makePhoto>) =>
  sharp(data, { raw: { width, height, channels: 3 } });

export const codes = async (name: string, bytes: Uint8Array, policy = policyWith()) =>
  (await validate({ name, bytes }, policy)).reasons.map(({ code }) => code);

/** Real data sets lie beside the repository on some machines; elsewhere the cases that need them are skipped. */
const datasets = process.env['EVERLOOP_DATASETS'] ?? join(__dirname, '../../../../shared/data');
export const imageFolder = (name: string) => join(datasets, 'images', name);
export const readImages = (name: string) =>
  existsSync(imageFolder(name))
    ? readdirSync(imageFolder(name))
        .filter(file => file !== 'LICENSE')
        .map(file => ({ name: file, bytes: new Uint8Array(readFileSync(join(imageFolder(name), file))) }))
    : [];
export const caseWith = (name: string) => (existsSync(imageFolder(name)) ? it : it.skip);
