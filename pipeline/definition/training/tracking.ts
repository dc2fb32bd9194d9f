import { trainingSteps, versionMetadata } from '../../../lambdas/contracts/gate-call';
import { metricNamespace, trainingMetrics } from '../../../lambdas/contracts/metrics';
import { trainingParameters as names } from '../../../lambdas/contracts/training-parameters';
import type { ContainerTraining } from '../../../lambdas/contracts/training-plan';
import type { Step } from '../definition';
import { execution, join, parameter, type Value } from '../expressions';
import { processingStep } from '../steps/job-steps';
import { patience } from '../steps/step-options';
import type { Fitting } from './fitting';
import { answer } from './judging';
import { artifactsUri, inputFolder, outputFolder, outputUri, trainingPrefix } from './paths';
import { evaluationUri, preparedPart } from './preparing';
import { processingJob } from './processing-job';
import type { TrackingSite, TrainingSite } from './site';

/** A store that does not answer is given up after some minutes; this bounds the bill where even that hangs. */
const maxRuntimeMinutes = 15;

type TrackedSite = TrainingSite & { readonly tracking: TrackingSite };

/**
 * Writes the execution's figures to the experiment store, beside the decision and whatever the verdict was. The only job
 * with a network: it sees figures and the model, no picture of anybody. A store that fails does not fail it.
 */
export function trackStep(plan: ContainerTraining, site: TrackedSite, fitting: Fitting): Step {
  const { imageUri, roleArn } = site.tracking;
  const job = {
    command: command(site, fitting),
    inputs: [
      { name: 'report', uri: preparedPart('report/'), folder: `${inputFolder}/report` },
      { name: 'evaluation', uri: evaluationUri, folder: `${inputFolder}/evaluation` },
      { name: 'model', uri: fitting.modelUri, folder: `${inputFolder}/model` },
      { name: 'training', uri: trainingOutput(site, fitting), folder: `${inputFolder}/training` },
      { name: 'card', uri: outputUri(site, 'card.md'), folder: `${inputFolder}/card` },
    ],
    output: { name: 'tracking', uri: outputUri(site, 'tracking'), folder: `${outputFolder}/tracking` },
    networked: { imageUri, roleArn, maxRuntimeMinutes },
  };
  return processingStep({
    name: trainingSteps.track,
    arguments: processingJob(job, site, plan.settings),
    retry: patience.slice(0, 1),
  });
}

/** Each word is at most 256 characters long: SageMaker takes no more. */
function command(site: TrackedSite, { trainingJob, tuningJob }: Fitting): readonly Value[] {
  const { store, experiment } = site.tracking;
  const tags: Readonly<Record<string, Value>> = {
    verdict: answer('verdict'),
    [versionMetadata.correlationId]: parameter(names.correlationId),
    [versionMetadata.datasetManifestId]: parameter(names.datasetManifestId),
    [versionMetadata.commit]: parameter(names.commit),
    [versionMetadata.artifactSha256]: answer('artifactSha256'),
    [versionMetadata.contentSha256]: answer('contentSha256'),
    [versionMetadata.championVersion]: parameter(names.championVersion),
    [versionMetadata.trainingJob]: trainingJob,
  };
  return [
    ...[
      'track',
      '--store',
      store,
      '--artifacts',
      `s3://${site.buckets.models}/${trainingPrefix}/${site.workload}/tracking`,
    ],
    ...['--experiment', experiment, '--execution', execution('PipelineExecutionArn')],
    ...['--failure-metric', `${metricNamespace}/${trainingMetrics.untracked}/${site.workload}`],
    ...Object.entries(tags).flatMap(([name, value]) => ['--tag', join('', `${name}=`, value)]),
    ...(tuningJob === undefined ? [] : ['--tuning-job', tuningJob]),
  ];
}

/** What the training job left beside its model. */
const trainingOutput = (site: TrainingSite, { trainingJob }: Fitting): Value =>
  join('/', artifactsUri(site), trainingJob, 'output/output.tar.gz');
