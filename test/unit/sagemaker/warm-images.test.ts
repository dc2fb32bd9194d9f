import path from 'node:path';
import { cloudPaths } from '../../../local/cloud/paths';
import { hostContainers } from '../../../local/sagemaker/containers/host-containers';
import { imagesOf, warmImages } from '../../../local/sagemaker/containers/warm-images';
import { trainingPipeline } from '../../../pipeline/definition/training-pipeline';
import { planWith, site, tracked } from '../pipeline/training-sites';
import { temporaryFolder } from './temporary-folder';

it("finds every image of a training pipeline once, the tracking step's too", () => {
  const definition = JSON.stringify(trainingPipeline(planWith(), tracked), undefined, 2);
  expect(imagesOf(definition)).toEqual([site.imageUri, tracked.tracking?.imageUri]);
});

it('leaves an image that nobody published to the job that wants it', async () => {
  const { folder, remove } = temporaryFolder();
  const said: string[] = [];
  const paths = cloudPaths({ EVERLOOP_STATE: folder, EVERLOOP_VENV: path.join(folder, 'venv') });
  const world = { paths, images: folder, endpoint: '', region: 'us-east-1', log: (line: string) => said.push(line) };
  const containers = hostContainers(world);
  await warmImages(
    { containers, log: world.log },
    '{"Steps": [{"Arguments": {"AppSpecification": {"ImageUri": "nobody/image:1"}}}]}',
  );
  expect(said).toEqual([
    expect.stringContaining('image nobody/image:1 is not ready: image nobody/image:1: it must have'),
  ]);
  remove();
});
