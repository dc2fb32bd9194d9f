import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { defineConfig } from '../../lib/config/define-config';
import { SageMakerChecks } from '../../lib/security/sagemaker-checks';
import { ContainerImage } from '../../lib/training/container-image';
import { plain } from '../support/state-machines';
import { statementsOf } from '../support/statements';
import { appOf, synthesize } from '../support/synthesize';

const config = defineConfig({
  environments: { dev: {} },
  workloads: {
    'product-images': {
      training: { backbone: 'backbones/resnet-18/backbone.onnx', preparation: { colour: 'rgb' } },
    },
  },
});
const containerDirectory = join(__dirname, '..', '..', 'pipeline', 'container');

let without: Template;
let brought: Template;
beforeAll(() => {
  without = synthesize('dev')['Training']!;
  brought = synthesize('dev', config)['Training']!;
});

const images = (template: Template) =>
  [...new Set(JSON.stringify(template.toJSON()).match(/container-assets-[^/"]*?:[0-9a-f]{64}/g))].map(image =>
    image.split(':').at(-1),
  );

/** Hash of the image that is built with these packages. */
const imageWith = (requirements: string): string => {
  const image = new ContainerImage(new Stack(new App()), 'Image', { directory: containerDirectory, requirements });
  return image.resource.assetHash;
};

/** Keys that a role may read, or prefixes that it may list. */
const reads = (template: Template, role: RegExp) =>
  statementsOf(template, role)
    .filter(({ Action }) => [Action].flat().includes('s3:GetObject'))
    .flatMap(({ Resource }) => [Resource].flat().map(plain))
    .map(arn => arn.replace(/^.*>\//, ''));
const lists = (template: Template, role: RegExp) =>
  statementsOf(template, role)
    .filter(({ Action }) => Action === 's3:ListBucket')
    .flatMap(({ Condition }) => Condition.StringLike['s3:prefix'] as string | string[]);

it('is read by the role that trains, in its own folder, and by no other role', () => {
  expect(reads(brought, /productimagesJobsTraining/).sort()).toEqual([
    'backbones/resnet-18/*',
    'training/product-images/*',
  ]);
  expect(lists(brought, /productimagesJobsTraining/).sort()).toEqual([
    'backbones/resnet-18/*',
    'training/product-images/*',
  ]);
  const holders = statementsOf(brought, /./).filter(statement => JSON.stringify(statement).includes('backbones/'));
  expect(holders).toEqual(
    statementsOf(brought, /productimagesJobsTraining/).filter(one => JSON.stringify(one).includes('backbones/')),
  );
  expect(holders.flatMap(({ Action }) => Action).sort()).toEqual(['s3:GetObject', 's3:ListBucket']);
});

it('is read by nobody where none is set', () => {
  expect(JSON.stringify(without.toJSON())).not.toContain('backbones/');
});

it('has an image with the packages that run it, which evaluates and serves too', () => {
  expect(images(without)).not.toContain(imageWith('requirements-onnx.txt'));
  expect(images(brought)).toEqual([imageWith('requirements-onnx.txt')]);
  expect(readFileSync(join(containerDirectory, 'requirements-onnx.txt'), 'utf8')).toMatch(/^onnxruntime==/m);
});

it('breaks no rule for SageMaker', () => {
  const application = appOf('dev', config);
  application.synth();
  expect(new SageMakerChecks(application, { networked: false }).validateScope(application).violations).toEqual([]);
});
