import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '../../../lib/config/define-config';
import { plansOf } from '../../../lib/config/plans-of';
import type { ConfigInput } from '../../../lib/config/schema';

const configured = (settings: NonNullable<NonNullable<ConfigInput['workloads']>['product-images']>) =>
  plansOf(defineConfig({ environments: { dev: {} }, workloads: { 'product-images': settings } }))['product-images'];

const gateOf = (...parameters: Parameters<typeof configured>) => {
  const plan = configured(...parameters);
  return plan?.kind === 'container' ? plan.gate : undefined;
};

it('asks of the full data set what the published figures promise', () => {
  const full = gateOf({})?.floors.at(-1);
  expect(full).toMatchObject({ fromExamples: 54_000, overall: 0.975 });
  expect(full?.classes).toEqual({
    'upper-part': { recall: 0.96, precision: 0.985 },
    'bottom-part': { recall: 0.98, precision: 0.98 },
    'one-piece': { recall: 0.955, precision: 0.88 },
    footwear: { recall: 0.995, precision: 0.995 },
    bags: { recall: 0.98, precision: 0.98 },
  });
});

it('promises nothing for single classes of other data', () => {
  expect(gateOf({ classes: ['shirts', 'bags'] })?.floors).toEqual([{ fromExamples: 0, overall: 0.93, classes: {} }]);
});

it('takes the floors that are set', () => {
  const floors = [{ fromExamples: 0, overall: 0.5, classes: { bags: { recall: 0.4 } } }];
  expect(gateOf({ gate: { floors } })?.floors).toEqual(floors);
});

describe('what training aims at', () => {
  const aimsOf = (...parameters: Parameters<typeof configured>) => {
    const plan = configured(...parameters);
    return plan?.kind === 'container' ? plan.settings.hyperParameters : undefined;
  };

  it('is what the gate asks of single classes, and of dresses the published recall', () => {
    expect(aimsOf({})).toEqual({
      recall_floors: 'upper-part=0.96,bottom-part=0.98,one-piece=0.96,footwear=0.995,bags=0.98',
      precision_floors: 'upper-part=0.985,bottom-part=0.98,one-piece=0.88,footwear=0.995,bags=0.98',
    });
  });

  it('is what the benchmark trains with', () => {
    const bench = readFileSync(join(__dirname, '../../../bench/training/fashion_mnist.py'), 'utf8');
    for (const [name, text] of Object.entries(aimsOf({}) ?? {})) expect(bench).toContain(`"${name}": "${text}"`);
  });

  it('is that of the row for the most examples', () => {
    const row = (fromExamples: number, recall: number) => ({
      fromExamples,
      overall: 0.5,
      classes: { bags: { recall } },
    });
    expect(aimsOf({ gate: { floors: [row(9_000, 0.9), row(0, 0.4)] } })).toEqual({ recall_floors: 'bags=0.9' });
  });

  it('is nothing where the gate asks nothing of classes, and what the configuration sets instead', () => {
    expect(aimsOf({ classes: ['shirts', 'bags'] })).toEqual({});
    const training = { hyperParameters: { recall_floors: 'bags=0.5', seed: 7 } };
    expect(aimsOf({ training })).toMatchObject({ recall_floors: 'bags=0.5', seed: 7 });
  });
});

describe('a backbone', () => {
  const backbone = 'backbones/resnet-18.v2/backbone.onnx';
  const rgb = { colour: 'rgb', input_side: 224 };

  it('is taken by its key, with colour pictures', () => {
    const plan = configured({ training: { backbone, preparation: rgb } });
    expect(plan).toMatchObject({ settings: { backbone, preparation: rgb } });
  });

  it.each([
    'models/resnet/backbone.onnx',
    '/backbones/resnet/backbone.onnx',
    'backbones/backbone.onnx',
    'backbones/../training/backbone.onnx',
    'backbones/a..b/backbone.onnx',
    'backbones/./backbone.onnx',
    'backbones/*/backbone.onnx',
    'backbones/?/backbone.onnx',
    'backbones/${aws:username}/backbone.onnx',
    'backbones/resnet/resnet.onnx',
    'backbones/resnet/backbone.onnx/',
    'backbones/resnet/backbone.onnx\n',
    'backbones/a/b/backbone.onnx',
    `backbones/${'a'.repeat(200)}/backbone.onnx`,
  ])('fails for the key %j', key => {
    expect(() => configured({ training: { backbone: key, preparation: rgb } })).toThrow(
      /training\.backbone: backbone must/,
    );
  });

  it.each([{}, { colour: 'grey' }])('fails for pictures prepared by %j', preparation => {
    expect(() => configured({ training: { backbone, preparation } })).toThrow(
      /training\.preparation\.colour: colour must be 'rgb' where training\.backbone is set, got/,
    );
  });

  it('fails where hyper-parameters ask for one and none is named', () => {
    expect(() => configured({ training: { hyperParameters: { backbone: 'onnx' } } })).toThrow(
      /hyperParameters\.backbone: backbone must come with training\.backbone/,
    );
  });
});

it.each([
  [
    { gate: { floors: [{ fromExamples: 0, overall: 0.9, classes: { bag: { recall: 0.9 } } }] } },
    /floors\.0\.classes\.bag: bag must name one of/,
  ],
  [{ gate: { maxLossByClass: { hats: 0.1 } } }, /maxLossByClass\.hats: hats must name one of/],
  [{ training: { trainingInstanceType: 'm5.large' } }, /trainingInstanceType/],
  [{ dataset: { validationShare: 0 } }, /validationShare/],
])('fails for a setting that could never count', (settings, message) => {
  expect(() => configured(settings)).toThrow(message);
});

it('says of a workload that nothing trains why', () => {
  const plans = plansOf(defineConfig({ environments: { dev: {} } }));
  expect(plans['traffic-volume']).toEqual({ kind: 'none', why: expect.stringMatching(/^[A-Z].+\.$/) });
});
