import * as z from 'zod';
import { approvalPolicySchema } from '../../lambdas/contracts/approval-policy';
import { datasetPolicySchema } from '../../lambdas/contracts/dataset-manifest';
import { driftPolicySchema } from '../../lambdas/contracts/drift-policy';
import { classifierGateSchema } from '../../lambdas/contracts/gate-policy';
import { imagePolicySchema } from '../../lambdas/contracts/image-policy';
import { predictionPolicySchema } from '../../lambdas/contracts/prediction-plan';
import { retrainingPolicySchema } from '../../lambdas/contracts/retraining-policy';
import { servingSettingsSchema } from '../../lambdas/contracts/serving-settings';
import { trainingSettingsSchema } from '../../lambdas/contracts/training-plan';
import { defaultClasses, trainProductImages } from './product-images-training';
import { defineWorkload } from './workload';

const className = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words with hyphens, since it becomes a folder name');

const fields = z.strictObject({
  classes: z
    .array(className)
    .min(2, 'must name at least two classes')
    .refine(classes => new Set(classes).size === classes.length, 'must name each class once')
    .default(defaultClasses),
  images: z.prefault(imagePolicySchema, {}),
  dataset: z.prefault(datasetPolicySchema, {}),
  training: z.prefault(trainingSettingsSchema, {}),
  gate: z.prefault(classifierGateSchema, {}),
  serving: z.prefault(servingSettingsSchema, {}),
  predictions: z.prefault(predictionPolicySchema, {}),
  retraining: z.prefault(retrainingPolicySchema, {}),
  approval: z._default(approvalPolicySchema, 'person'),
  drift: z.prefault(driftPolicySchema, {}),
});

type Fields = z.output<typeof fields>;

/** A floor or margin of a class that does not exist would never count: most likely its name is misspelt. */
function checkClassNames({ classes, gate, drift }: Fields, context: z.RefinementCtx): void {
  const named = [
    ...(gate.floors ?? []).map((row, index) => ({ path: ['gate', 'floors', index, 'classes'], labels: row.classes })),
    { path: ['gate', 'maxLossByClass'], labels: gate.maxLossByClass },
    { path: ['drift', 'minRecall'], labels: drift.minRecall },
    { path: ['drift', 'minPrecision'], labels: drift.minPrecision },
    { path: ['drift', 'minTruePositives'], labels: drift.minTruePositives },
  ];
  for (const { path, labels } of named) {
    for (const label of Object.keys(labels).filter(one => !classes.includes(one))) {
      const message = `must name one of the classes ${classes.join(', ')}`;
      context.addIssue({ code: 'custom', path: [...path, label], message });
    }
  }
}

/** The container would refuse both, after the pictures were prepared. */
function checkBackbone({ training }: Fields, context: z.RefinementCtx): void {
  const { backbone, preparation, hyperParameters } = training;
  if (backbone !== undefined && preparation['colour'] !== 'rgb') {
    const path = ['training', 'preparation', 'colour'];
    context.addIssue({ code: 'custom', path, message: "must be 'rgb' where training.backbone is set" });
  }
  if (backbone === undefined && hyperParameters['backbone'] === 'onnx') {
    const path = ['training', 'hyperParameters', 'backbone'];
    context.addIssue({ code: 'custom', path, message: 'must come with training.backbone, the key of the network' });
  }
}

const settings = fields.superRefine(checkClassNames).superRefine(checkBackbone);

/** Classifies product photos into one folder per class. */
export const productImages = defineWorkload({
  id: 'product-images',
  title: 'Product images',
  settings,
  ingestion: ({ classes, images }) => ({ kind: 'images', classes, policy: images }),
  training: trainProductImages,
  predictions: ({ classes, predictions, serving }) => ({
    kind: 'classes',
    classes,
    policy: predictions,
    endpoint: serving.production.hosting?.kind === 'async' ? 'async' : 'direct',
  }),
  drift: ({ classes, drift }) => ({ kind: 'classes', classes, policy: drift }),
  rejectionAlarm: {
    share: 0.2,
    minimumItems: 50,
    source: 'Shops reject a few percent of supplier photos; one in five means that a supplier or an exporter broke.',
  },
});
