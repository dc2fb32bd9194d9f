import { join } from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { contractsOf } from './config/contracts-of';
import { driftPlansOf } from './config/drift-plans-of';
import { approvalPoliciesOf, datasetPlansOf, plansOf, predictionPlansOf } from './config/plans-of';
import { retrainingPoliciesOf } from './config/retraining-policies-of';
import type { Config } from './config/schema';
import { addEverloop } from './everloop';
import { bundleFunctions } from './functions/bundle-functions';
import { functionPlatform } from './functions/function-platform';
import { SageMakerChecks } from './security/sagemaker-checks';

export interface EverloopAppProps {
  /** Repository root. */
  readonly root: string;
  readonly config: Config;
  readonly environmentName: string;
  /** Of the code that is deployed. */
  readonly commit: string;
  readonly host: { readonly platform: string; readonly arch: string };
  readonly defaults: { readonly account?: string; readonly region?: string };
  /** Runs cdk-nag over the templates; costs about a second. */
  readonly nag: boolean;
}

/** The whole application as `cdk` sees it: functions bundled, stacks defined, rules attached. */
export function defineEverloop(app: App, props: EverloopAppProps): void {
  const { root, config, host } = props;
  const wanted = config.environments[props.environmentName]?.functionPlatform ?? 'linux-arm64';
  const platform = functionPlatform(wanted, host);
  const outputFolder = join(root, 'dist', 'functions', platform.name);
  const nativeModules =
    wanted === 'host' ? join(root, 'node_modules') : join(root, 'dist', 'vendor', platform.name, 'node_modules');
  const contracts = contractsOf(config);
  const datasetPlans = datasetPlansOf(plansOf(config));
  const predictionPlans = predictionPlansOf(config);
  const retrainingPolicies = retrainingPoliciesOf(config, props.environmentName);
  const driftPlans = driftPlansOf(config, props.environmentName);
  const approvalPolicies = approvalPoliciesOf(plansOf(config));
  const plans = { contracts, datasetPlans, predictionPlans, driftPlans, retrainingPolicies, approvalPolicies };
  bundleFunctions({ root, outputFolder, nativeModules, ...plans, platformName: platform.name });
  const codeOf = (name: string) => Code.fromAsset(join(outputFolder, name));
  const containerDirectory = join(root, 'pipeline', 'container');
  addEverloop(app, { ...props, platform, codeOf, containerDirectory });
  if (!props.nag) return;
  const networked = config.environments[props.environmentName]?.network !== undefined;
  const packs = [new AwsSolutionsChecks(app), new ServerlessChecks(app), new SageMakerChecks(app, { networked })];
  Validations.of(app).addPlugins(...packs);
}
