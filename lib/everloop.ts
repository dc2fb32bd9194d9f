import { type Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { driftPlansOf, watchedWorkloads } from './config/drift-plans-of';
import { plansOf, predictionPlansOf } from './config/plans-of';
import type { Config, Environment } from './config/schema';
import { servingPlansOf } from './config/serving-plans-of';
import { type TrainedWorkload, trainedWorkloads } from './config/trained-workloads';
import type { FunctionSettings } from './functions/feature-function';
import type { FunctionName } from './functions/function-names';
import type { FunctionPlatform } from './functions/function-platform';
import { DataStack } from './stacks/data-stack';
import { DriftStack } from './stacks/drift-stack';
import { IngestionStack } from './stacks/ingestion-stack';
import { ObservabilityStack } from './stacks/observability-stack';
import { PredictionsStack } from './stacks/predictions-stack';
import { RegistryStack } from './stacks/registry-stack';
import { RetrainingStack } from './stacks/retraining-stack';
import { ServingStack } from './stacks/serving-stack';
import { TrainingStack } from './stacks/training-stack';

export interface EverloopProps {
  readonly config: Config;
  /** A name of `config.environments`. */
  readonly environmentName: string;
  readonly platform: FunctionPlatform;
  readonly codeOf: (name: FunctionName) => Code;
  /** Of the container's Dockerfile. */
  readonly containerDirectory: string;
  /** Of the code that is deployed: goes with every version of a model. */
  readonly commit: string;
  /** Used where the configuration names no account or region. */
  readonly defaults: { readonly account?: string; readonly region?: string };
}

/**
 * Everything Everloop deploys for one environment, in an App or a Stage:
 *
 *   Data (key, buckets, ledger, trail) ─┬─► Ingestion (queue, workflow, functions) ─┬─► Observability
 *                                       └─► Registry (versions) ─┬─► Training ──────┤    (alarms, dashboard)
 *                                                                ├─► Serving ───────┤
 *                                                                │      └─► Retraining
 *                                                                ├─► Predictions ───┤
 *                                                                └─► Drift ─────────┘
 * (Serving and Predictions run the image of Training.)
 *
 * @throws Error when the configuration has no such environment.
 */
export function addEverloop(scope: Construct, props: EverloopProps): void {
  const environment = findEnvironment(props);
  const account = environment.account ?? props.defaults.account;
  const region = environment.region ?? props.defaults.region;
  const env: StackProps['env'] = { ...(account && { account }), ...(region && { region }) };
  const name = (stack: string) => `${props.config.project}-${props.environmentName}-${stack}`;
  const shared = { env, environment, terminationProtection: !environment.dataMayGo };

  const data = new DataStack(scope, name('Data'), shared);
  const functions = (stack: Stack) => functionSettings(stack, environment, props);
  const ingestion = new IngestionStack(scope, name('Ingestion'), { ...shared, data, functions });
  const workloads = trainedWorkloads(plansOf(props.config));
  const registry = new RegistryStack(scope, name('Registry'), { ...shared, workloads, data, functions });
  const { containerDirectory, commit } = props;
  const training = new TrainingStack(scope, name('Training'), {
    ...shared,
    workloads,
    data,
    registry,
    functions,
    containerDirectory,
    tracking: environment.tracking,
    commit,
  });
  const servingPlans = servingPlansOf(workloads, environment);
  const serving = new ServingStack(scope, name('Serving'), {
    ...shared,
    workloads,
    servingPlans,
    data,
    registry,
    training,
    functions,
  });
  const retraining = new RetrainingStack(scope, name('Retraining'), {
    ...shared,
    workloads,
    data,
    registry,
    training,
    serving,
    functions,
  });
  const drift = new DriftStack(scope, name('Drift'), {
    ...shared,
    watched: watchedWorkloads(driftPlansOf(props.config, props.environmentName)),
    data,
    registry,
    functions,
  });
  const predictions = new PredictionsStack(scope, name('Predictions'), {
    ...shared,
    workloads: classifiedWorkloads(props.config, workloads),
    data,
    registry,
    training,
    looks: drift.looks,
    functions,
  });
  const watched = { data, ingestion, registry, training, retraining, serving, predictions, drift };
  new ObservabilityStack(scope, name('Observability'), { ...shared, ...watched });

  Tags.of(scope).add('everloop:project', props.config.project);
  Tags.of(scope).add('everloop:environment', props.environmentName);
}

function findEnvironment({ config, environmentName }: EverloopProps): Environment {
  const environment = config.environments[environmentName];
  if (environment) return environment;
  const known = Object.keys(config.environments).join(', ');
  throw new Error(
    `everloop: environment must be one of ${known}, got ${environmentName}; choose one with -c environment=NAME`,
  );
}

/** Those whose images a model of theirs puts into folders. */
function classifiedWorkloads(config: Config, trained: readonly TrainedWorkload[]): readonly TrainedWorkload[] {
  const plans = predictionPlansOf(config);
  return trained.filter(({ id }) => plans[id]?.kind === 'classes');
}

function functionSettings(stack: Stack, environment: Environment, props: EverloopProps): FunctionSettings {
  const { network, logRetentionDays } = environment;
  const shared = {
    codeOf: props.codeOf,
    architecture: props.platform.architecture,
    logRetentionDays,
    project: props.config.project,
    environmentName: props.environmentName,
  };
  if (!network) return shared;
  const { vpcId, availabilityZones, privateSubnetIds } = network;
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId, availabilityZones, privateSubnetIds });
  const securityGroup = new SecurityGroup(stack, 'FunctionTraffic', {
    vpc,
    description: 'Everloop functions: outbound only',
  });
  return { ...shared, network: { vpc, securityGroups: [securityGroup] } };
}
