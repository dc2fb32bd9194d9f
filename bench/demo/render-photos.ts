/**
 * Demo photos per second, drawn and (when its files are there) from Fashion-MNIST: `npx tsx bench/demo/render-photos.ts`.
 * The demo wants 300 within 10 s and 1,000 within 25 s on two cores.
 */
import type { PhotoSource } from '../../cli/demo/photos/photo';
import { renderPhotos } from '../../cli/demo/photos/render-photos';
import { DEBIAN_FASHION_MNIST, fashionMnistPhotos, hasFashionMnist } from '../../cli/demo/photos/source/fashion-mnist';
import { generatedPhotos } from '../../cli/demo/photos/source/generated-photos';

const COUNT = 300;

async function measure(source: PhotoSource): Promise<void> {
  const sizes: number[] = [];
  const start = performance.now();
  for await (const { bytes } of renderPhotos({ source, count: COUNT, seed: 1 })) sizes.push(bytes.length);
  const seconds = (performance.now() - start) / 1000;
  sizes.sort((a, b) => a - b);
  const kilobytes = [0, COUNT >> 1, COUNT - 1].map(i => Math.round(sizes[i]! / 1024)).join(' / ');
  const rate = (COUNT / seconds).toFixed(0).padStart(4);
  console.log(`${source.name.padEnd(14)} ${rate} photos/s, ${kilobytes} KB (smallest / median / largest)`);
}

async function main(): Promise<void> {
  await measure(generatedPhotos());
  if (hasFashionMnist(DEBIAN_FASHION_MNIST)) await measure(fashionMnistPhotos({ folder: DEBIAN_FASHION_MNIST }));
  console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
}

void main();
