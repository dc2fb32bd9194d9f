import { trainingParameters as names } from '../../../lambdas/contracts/training-parameters';
import type { TrainingSettings } from '../../../lambdas/contracts/training-plan';
import { type Json, parameter, type Value } from '../expressions';
import type { TrainingSite } from './site';

export interface Input {
  readonly name: string;
  readonly uri: Value;
  readonly folder: string;
  /** `ManifestFile`: the URI is that of a list of objects. */
  readonly type?: 'S3Prefix' | 'ManifestFile';
}

export interface ProcessingJob {
  /** Words behind the image's entry point. */
  readonly command: readonly Value[];
  readonly inputs: readonly Input[];
  readonly output: { readonly name: string; readonly uri: Value; readonly folder: string };
  /** Where it differs from a job that is isolated and runs as the workload's processing role. */
  readonly networked?: { readonly imageUri: string; readonly roleArn: string; readonly maxRuntimeMinutes: number };
}

/** A processing job, without network unless it says otherwise, its disk and outputs encrypted with our key, ended after its time. */
export const processingJob = (
  { command, inputs, output, networked }: ProcessingJob,
  site: TrainingSite,
  settings: TrainingSettings,
): { readonly [member: string]: Json } => ({
  AppSpecification: { ImageUri: networked?.imageUri ?? site.imageUri, ContainerArguments: command },
  RoleArn: networked?.roleArn ?? site.roles.processing,
  ProcessingInputs: inputs.map(inputOf),
  ProcessingOutputConfig: {
    Outputs: [
      {
        OutputName: output.name,
        S3Output: { S3Uri: output.uri, LocalPath: output.folder, S3UploadMode: 'EndOfJob' },
      },
    ],
    KmsKeyId: site.kmsKeyId,
  },
  ProcessingResources: {
    ClusterConfig: {
      InstanceCount: 1,
      InstanceType: parameter(names.processingInstanceType),
      VolumeSizeInGB: settings.volumeGiB,
      VolumeKmsKeyId: site.kmsKeyId,
    },
  },
  NetworkConfig: {
    EnableNetworkIsolation: networked === undefined,
    EnableInterContainerTrafficEncryption: true,
    ...vpcOf(site),
  },
  StoppingCondition: { MaxRuntimeInSeconds: (networked ?? settings).maxRuntimeMinutes * 60 },
  ...tagsOf(site),
});

const inputOf = ({ name, uri, folder, type = 'S3Prefix' }: Input): Json => ({
  InputName: name,
  S3Input: {
    S3Uri: uri,
    LocalPath: folder,
    S3DataType: type,
    S3InputMode: 'File',
    S3DataDistributionType: 'FullyReplicated',
  },
});

export const vpcOf = ({ network }: TrainingSite): { readonly VpcConfig?: Json } =>
  network ? { VpcConfig: { Subnets: network.subnetIds, SecurityGroupIds: network.securityGroupIds } } : {};

export const tagsOf = ({ tags = {} }: TrainingSite): { readonly Tags?: Json } => {
  const entries = Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.length > 0 ? { Tags: entries.map(([Key, Value]) => ({ Key, Value })) } : {};
};
