import type { DefinePipeline, JobKind, PipelineNames } from '../../lib/training/define-pipeline';

/**
 * A small pipeline, for tests of what surrounds a definition: prepare and train, with everything that the rules ask for.
 * The product's own definition has tests of its own.
 */
export const smallPipeline: DefinePipeline = ({ plan }, names) => ({
  Version: '2020-12-01',
  Parameters: [
    { Name: 'DatasetManifest', Type: 'String' },
    { Name: 'CorrelationId', Type: 'String', DefaultValue: '' },
  ],
  Steps: [
    {
      Name: 'Prepare',
      Type: 'Processing',
      Arguments: {
        AppSpecification: { ImageUri: names.image, ContainerArguments: ['prepare'] },
        ProcessingResources: {
          ClusterConfig: {
            InstanceCount: 1,
            InstanceType: plan.settings.processingInstanceType,
            VolumeSizeInGB: plan.settings.volumeGiB,
            VolumeKmsKeyId: names.key,
          },
        },
        StoppingCondition: { MaxRuntimeInSeconds: plan.settings.maxRuntimeMinutes * 60 },
        NetworkConfig: {
          EnableNetworkIsolation: true,
          EnableInterContainerTrafficEncryption: true,
          ...vpcOf(names),
        },
        ProcessingOutputConfig: {
          KmsKeyId: names.key,
          Outputs: [
            {
              OutputName: 'arrays',
              S3Output: {
                S3Uri: output(names, 'arrays'),
                LocalPath: '/opt/ml/processing/output',
                S3UploadMode: 'EndOfJob',
              },
            },
          ],
        },
        RoleArn: role(names, 'prepare'),
      },
    },
    {
      Name: 'Train',
      Type: 'Training',
      Arguments: {
        AlgorithmSpecification: { TrainingImage: names.image, TrainingInputMode: 'File' },
        EnableNetworkIsolation: true,
        EnableInterContainerTrafficEncryption: true,
        OutputDataConfig: { S3OutputPath: output(names, 'models'), KmsKeyId: names.key },
        ResourceConfig: {
          InstanceCount: 1,
          InstanceType: plan.settings.trainingInstanceType,
          VolumeSizeInGB: plan.settings.volumeGiB,
          VolumeKmsKeyId: names.key,
        },
        StoppingCondition: { MaxRuntimeInSeconds: plan.settings.maxRuntimeMinutes * 60 },
        RoleArn: role(names, 'train'),
        ...vpcOf(names),
      },
      DependsOn: ['Prepare'],
    },
  ],
});

const role = (names: PipelineNames, kind: JobKind) => names.roles[kind];
const output = (names: PipelineNames, folder: string) => `s3://${names.buckets.models}/${names.outputPrefix}${folder}`;
const vpcOf = ({ network }: PipelineNames) =>
  network ? { VpcConfig: { Subnets: network.subnets, SecurityGroupIds: network.securityGroups } } : {};
