import { datasetPrefix } from '../../../lambdas/contracts/key-layout';
import { trainingParameters as names } from '../../../lambdas/contracts/training-parameters';
import { execution, type Join, join, parameter } from '../expressions';
import type { TrainingSite } from './site';

/** Folders of the container's contract (pipeline/container/README.md). */
export const inputFolder = '/opt/ml/processing/input';
export const outputFolder = '/opt/ml/processing/output';

/** models: all that training writes. */
export const trainingPrefix = 'training';

/** Where an execution writes the outputs of a step. */
export const outputUri = ({ buckets, workload }: TrainingSite, name: string): Join =>
  join('/', `s3://${buckets.models}/${trainingPrefix}/${workload}`, execution('PipelineExecutionId'), name);

/** A file of the data set that the execution was started with: `.json`, `.files` or `.ndjson`. */
export const datasetUri = ({ buckets, workload }: TrainingSite, ending: string): Join =>
  join('', `s3://${buckets.models}/${datasetPrefix}${workload}/`, parameter(names.datasetManifestId), ending);

/** Artifacts of training jobs, each below the job's name. */
export const artifactsUri = ({ buckets, workload }: TrainingSite): string =>
  `s3://${buckets.models}/${trainingPrefix}/${workload}/jobs`;
