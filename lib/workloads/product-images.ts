import * as z from 'zod';
import { imagePolicySchema } from '../../lambdas/contracts/image-policy';
import { defineWorkload } from './workload';

const className = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words with hyphens, since it becomes a folder name');

const settings = z.strictObject({
  classes: z
    .array(className)
    .min(2, 'must name at least two classes')
    .refine(classes => new Set(classes).size === classes.length, 'must name each class once')
    .default(['upper-part', 'bottom-part', 'one-piece', 'footwear', 'bags']),
  images: z.prefault(imagePolicySchema, {}),
});

/** Classifies product photos into one folder per class. */
export const productImages = defineWorkload({
  id: 'product-images',
  title: 'Product images',
  settings,
  ingestion: ({ classes, images }) => ({ kind: 'images', classes, policy: images }),
  rejectionAlarm: {
    share: 0.2,
    minimumItems: 50,
    source: 'Shops reject a few percent of supplier photos; one in five means that a supplier or an exporter broke.',
  },
  training: {
    // 60,000 photos of 28 px train in 60 s on two cores; photos of a shop are larger, and limits are for jobs that hang.
    prepare: { instanceType: 'ml.m5.large', volumeGiB: 20, maxMinutes: 60 },
    train: { instanceType: 'ml.m5.xlarge', volumeGiB: 20, maxMinutes: 120 },
    evaluate: { instanceType: 'ml.m5.large', volumeGiB: 20, maxMinutes: 30 },
  },
});
