import type { ApprovalPolicy } from '../../lambdas/contracts/approval-policy';
import type { DatasetPolicy } from '../../lambdas/contracts/dataset-manifest';
import type { ClassifierGate, FloorRow } from '../../lambdas/contracts/gate-policy';
import type { RetrainingPolicy } from '../../lambdas/contracts/retraining-policy';
import type { ServingSettings } from '../../lambdas/contracts/serving-settings';
import type { TrainingPlan, TrainingSettings } from '../../lambdas/contracts/training-plan';

export const defaultClasses = ['upper-part', 'bottom-part', 'one-piece', 'footwear', 'bags'];

/**
 * What Fashion-MNIST regrouped to the default classes is known to allow (10,000 test images, 3 seeds): about 3,000,
 * 10,000 and 60,000 photos. The rows begin a tenth lower, since what resembles a golden picture is not trained on.
 * Other data promise nothing: their first floor is that of the smallest row, without figures of classes.
 */
const floors: readonly [FloorRow, ...FloorRow[]] = [
  { fromExamples: 0, overall: 0.93, classes: {} },
  { fromExamples: 9_000, overall: 0.96, classes: {} },
  {
    fromExamples: 54_000,
    overall: 0.975,
    classes: {
      'upper-part': { recall: 0.96, precision: 0.985 },
      'bottom-part': { recall: 0.98, precision: 0.98 },
      'one-piece': { recall: 0.955, precision: 0.88 },
      footwear: { recall: 0.995, precision: 0.995 },
      bags: { recall: 0.98, precision: 0.98 },
    },
  },
];

/** The floors of a gate that sets none. */
export const defaultFloors = (classes: readonly string[]): FloorRow[] => {
  const isDefault = classes.length === defaultClasses.length && defaultClasses.every(label => classes.includes(label));
  return isDefault ? [...floors] : [floors[0]];
};

/**
 * Recall that training aims at above the gate's floor: the published one. By cross-validation over 60,000 photos that
 * leaves the likeliest way over all floors; aiming at the floor itself left recall of dresses the nearest to its own.
 */
const higherRecall: Readonly<Record<string, number>> = { 'one-piece': 0.96 };

/**
 * What the gate asks of single classes is what training aims at, as the container takes it: `bags=0.98,one-piece=0.96`.
 * Of several rows the one for the most examples: fewer examples aim as high and reach what they can.
 */
function aims(rows: readonly FloorRow[]): Readonly<Record<string, string>> {
  const { classes = {} } = [...rows].sort((one, other) => other.fromExamples - one.fromExamples)[0] ?? {};
  const higher = rows.at(-1) === floors.at(-1) ? higherRecall : {};
  const shares = (kpi: 'recall' | 'precision', least: Readonly<Record<string, number>>) =>
    Object.entries(classes).flatMap(([label, asked]) => {
      const floor = asked[kpi];
      return floor === undefined ? [] : `${label}=${Math.max(floor, least[label] ?? 0)}`;
    });
  const named = {
    recall_floors: shares('recall', higher).join(),
    precision_floors: shares('precision', {}).join(),
  };
  return Object.fromEntries(Object.entries(named).filter(([, text]) => text !== ''));
}

export interface ProductImagesTraining {
  readonly classes: readonly string[];
  readonly dataset: DatasetPolicy;
  readonly training: TrainingSettings;
  readonly gate: ClassifierGate;
  readonly serving: ServingSettings;
  readonly retraining: RetrainingPolicy;
  readonly approval: ApprovalPolicy;
}

/** The figures that the container prints, as `name=0.97;`. */
const printed = ['validation:macro_f1', 'validation:accuracy', 'validation:calibration_error', 'train:loss'];

/** How photos become a classifier; the container's README explains the hyper-parameters. */
export const trainProductImages = ({
  classes,
  dataset,
  training,
  gate,
  serving,
  retraining,
  approval,
}: ProductImagesTraining): TrainingPlan => {
  const asked = gate.floors ?? defaultFloors(classes);
  return {
    kind: 'container',
    classes,
    dataset,
    settings: { ...training, hyperParameters: { ...aims(asked), ...training.hyperParameters } },
    metrics: printed.map(name => ({ name, regex: `${name}=([0-9.eE+-]+);` })),
    tuning: {
      objective: { metric: 'validation:macro_f1', better: 'higher' },
      ranges: {
        learning_rate: { kind: 'continuous', minimum: 5e-4, maximum: 8e-3, scale: 'log' },
        weight_decay: { kind: 'continuous', minimum: 5e-3, maximum: 0.2, scale: 'log' },
        hidden_units: { kind: 'categorical', values: ['256', '512', '1024'] },
      },
    },
    gate: {
      primary: { metric: 'macroF1', better: 'higher' },
      // A class that is never found and one that is named for everything are both lost; F1 would hide which.
      classMetrics: ['recall', 'precision'],
      ...gate,
      floors: asked,
    },
    retraining,
    approval,
    serving: {
      contentTypes: [
        'image/jpeg',
        'image/png',
        'image/webp',
        'application/x-image',
        'application/json',
        'application/x-ndjson',
      ],
      responseTypes: ['application/json', 'application/x-ndjson'],
      settings: serving,
    },
  };
};
