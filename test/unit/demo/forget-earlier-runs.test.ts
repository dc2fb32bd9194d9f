import { forgetEarlierRuns } from '../../../cli/demo/loop/forget-earlier-runs';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';

const bucket = 'curated';
const examples = [
  'labelled/product-images/bags/feedback/loop-20261121/lighting-during-1/a.jpg',
  'labelled/product-images/footwear/feedback/loop-20261121/usual-1/b.jpg',
];
const others = [
  // Somebody else's feedback, an upload, another workload's, and what is no example.
  'labelled/product-images/bags/feedback/shop-7/c.jpg',
  'labelled/product-images/bags/loop-20261121/d.jpg',
  'labelled/other-images/bags/feedback/loop-20261121/e.jpg',
  'incoming/product-images/loop-20261121/f.jpg',
];

it('takes the examples of earlier runs of the demo away, and nobody else’s', async () => {
  const objects = new MemoryObjectStore();
  for (const key of [...examples, ...others]) {
    await objects.put({ bucket, key }, { bytes: Uint8Array.of(1), contentType: 'image/jpeg' });
  }
  const curated = { objects, bucket, workload: 'product-images', classes: ['bags', 'footwear'] };
  expect(await forgetEarlierRuns(curated)).toBe(2);
  const left = (await objects.list(bucket, '')).keys.map(({ key }) => key);
  expect(left.sort()).toEqual([...others].sort());
  expect(await forgetEarlierRuns(curated)).toBe(0);
});
