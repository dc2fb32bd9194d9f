import { trainingSteps } from '../../../lambdas/contracts/gate-call';
import { trainingParameters as names, noChampionKey } from '../../../lambdas/contracts/training-parameters';
import type { ContainerTraining } from '../../../lambdas/contracts/training-plan';
import type { Step } from '../definition';
import { type Get, join, parameter, processingOutput, type Value } from '../expressions';
import { processingStep } from '../steps/job-steps';
import { cacheFor, patience } from '../steps/step-options';
import { datasetUri, inputFolder, outputFolder, outputUri } from './paths';
import { processingJob } from './processing-job';
import type { TrainingSite } from './site';

const prepared = 'prepared';
const evaluation = 'evaluation';

/** Folder that the prepare step wrote, or that the cached one did. */
export const preparedUri: Get = processingOutput(trainingSteps.prepare, prepared);
export const evaluationUri: Get = processingOutput(trainingSteps.evaluate, evaluation);

/** Pictures of one manifest, each checked by its sha256, to arrays and baselines. */
export function prepareStep(plan: ContainerTraining, site: TrainingSite): Step {
  const options = Object.entries(plan.settings.preparation).sort(([one], [other]) => (one < other ? -1 : 1));
  const job = {
    command: ['prepare', ...options.flatMap(([name, value]) => ['--option', `${name}=${value}`])],
    inputs: [
      { name: 'manifest', uri: datasetUri(site, '.json'), folder: `${inputFolder}/manifest` },
      { name: 'files', uri: datasetUri(site, '.files'), folder: `${inputFolder}/files`, type: 'ManifestFile' as const },
      { name: 'features', uri: datasetUri(site, '.ndjson'), folder: `${inputFolder}/features` },
    ],
    output: { name: prepared, uri: outputUri(site, prepared), folder: outputFolder },
  };
  return processingStep({
    name: trainingSteps.prepare,
    arguments: processingJob(job, site, plan.settings),
    cache: cacheFor(plan.settings.cacheDays),
    retry: patience,
  });
}

/**
 * Candidate and champion on the same golden examples, and on the drift slice where the manifest has one. What was
 * prepared comes as one input, since a slice that does not exist could not be an input of its own.
 */
export function evaluateStep(plan: ContainerTraining, site: TrainingSite, modelUri: Value): Step {
  const job = {
    command: ['evaluate'],
    inputs: [
      { name: prepared, uri: preparedUri, folder: inputFolder },
      { name: 'model', uri: modelUri, folder: `${inputFolder}/model` },
      { name: 'champion', uri: parameter(names.championModelUri), folder: `${inputFolder}/champion` },
    ],
    output: { name: evaluation, uri: outputUri(site, evaluation), folder: `${outputFolder}/evaluation` },
  };
  return processingStep({
    name: trainingSteps.evaluate,
    arguments: processingJob(job, site, plan.settings),
    cache: cacheFor(plan.settings.cacheDays),
    retry: patience,
    files: [{ PropertyFileName: 'Evaluation', OutputName: evaluation, FilePath: 'evaluation.json' }],
  });
}

/** Stands for a champion where there is none. */
export const noChampionUri = ({ buckets }: TrainingSite): string => `s3://${buckets.models}/${noChampionKey}`;

export const preparedPart = (part: string) => join('/', preparedUri, part);
export const evaluationPart = (part: string) => join('/', evaluationUri, part);
