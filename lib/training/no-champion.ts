import { CustomResource } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { noChampionPrefix } from '../../lambdas/contracts/training-parameters';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';

export interface NoChampionProps {
  readonly settings: FunctionSettings;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
}

/** The object that stands for a champion where there is none; a deployment puts it into the models bucket. */
export class NoChampion extends Construct {
  readonly function: FeatureFunction;

  constructor(scope: Construct, id: string, { settings, key, buckets: { models } }: NoChampionProps) {
    super(scope, id);
    this.function = new FeatureFunction(this, 'Function', {
      settings,
      key,
      name: 'training/place-no-champion',
      description: 'Puts the object that stands for a champion where there is none',
      memoryMiB: 256,
      timeoutSeconds: 60,
    });
    this.function.tell('modelsBucket', models.bucketName);
    allowObjects(this.function, { actions: ['s3:PutObject'], bucket: models, prefixes: [noChampionPrefix] });
    allowKeyUseThrough(['s3'], this.function, key);
    this.function.acknowledgeNoDeadLetters('CloudFormation waits for its answer and fails the deployment with it.');
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::NoChampion',
      serviceToken: this.function.resource.functionArn,
    });
    // Its rights are a resource of their own.
    resource.node.addDependency(this.function);
  }
}
