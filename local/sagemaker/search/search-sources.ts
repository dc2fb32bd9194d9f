import type { SageMakerParts } from '../start-sagemaker';
import type { SearchSource } from './search';

type Parts = Omit<SageMakerParts, 'search'>;

/** What can be searched, by the name that a request calls it. */
export const searchSources = ({
  training,
  tuning,
  registry,
  endpoints,
  pipelines,
}: Parts): readonly (readonly [string, SearchSource])[] => [
  ['TrainingJob', { shape: 'TrainingJob', arn: 'TrainingJobArn', records: () => training.records.values() }],
  [
    'HyperParameterTuningJob',
    {
      shape: 'HyperParameterTuningJobSearchEntity',
      arn: 'HyperParameterTuningJobArn',
      records: () => tuning.records.entries().map(([name]) => tuning.describe(name)),
    },
  ],
  ['ModelPackage', { shape: 'ModelPackage', arn: 'ModelPackageArn', records: () => registry.packages.values() }],
  [
    'ModelPackageGroup',
    { shape: 'ModelPackageGroup', arn: 'ModelPackageGroupArn', records: () => registry.groups.values() },
  ],
  ['Endpoint', { shape: 'Endpoint', arn: 'EndpointArn', records: () => endpoints.records.values() }],
  ['Pipeline', { shape: 'Pipeline', arn: 'PipelineArn', records: () => pipelines.records.values() }],
];
