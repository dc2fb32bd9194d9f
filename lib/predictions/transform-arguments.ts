import type { Environment } from '../config/schema';

/** What the template knows of transform jobs and a caller can't choose. */
export interface TransformSite {
  /** ARN of the role that each workload's jobs run with. */
  readonly roles: Readonly<Record<string, string>>;
  readonly kmsKeyArn: string;
  readonly network?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
  /** Of everything that is made. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Any image that the container takes: it looks at the bytes. One media type has to do for all images of a job. */
export const anyImage = 'application/x-image';

/** CreateModel's request. The two variables let the container say, in each answer, which version gave it. */
export const modelArguments = ({ network, tags }: TransformSite) => ({
  ModelName: '{% $states.input.run.name %}',
  ExecutionRoleArn: '{% $states.input.run.role %}',
  PrimaryContainer: {
    Image: '{% $states.input.run.version.image %}',
    ModelDataUrl: '{% $states.input.run.version.modelUri %}',
    Environment: {
      EVERLOOP_MODEL_PACKAGE_ARN: '{% $states.input.run.version.arn %}',
      EVERLOOP_ARTIFACT_SHA256: '{% $states.input.run.version.artifactSha256 %}',
    },
  },
  EnableNetworkIsolation: true,
  ...(network && { VpcConfig: { Subnets: network.subnetIds, SecurityGroupIds: network.securityGroupIds } }),
  Tags: tagList(tags),
});

/** CreateTransformJob's request: each image is a request of its own, each answer a file of its own. */
export const transformArguments = (
  { kmsKeyArn, tags }: TransformSite,
  { instanceType, instances }: Environment['predictions']['transform'],
) => ({
  TransformJobName: '{% $states.input.part.jobName %}',
  ModelName: '{% $states.input.run.name %}',
  BatchStrategy: 'SingleRecord',
  MaxPayloadInMB: 6,
  // A container that is slow once is asked again; what a second try does not answer fails the job.
  ModelClientConfig: { InvocationsTimeoutInSeconds: 60, InvocationsMaxRetries: 2 },
  TransformInput: {
    DataSource: { S3DataSource: { S3DataType: 'ManifestFile', S3Uri: '{% $states.input.part.manifestUri %}' } },
    ContentType: anyImage,
    CompressionType: 'None',
    SplitType: 'None',
  },
  TransformOutput: {
    S3OutputPath: '{% $states.input.part.answersUri %}',
    Accept: 'application/json',
    AssembleWith: 'None',
    KmsKeyId: kmsKeyArn,
  },
  TransformResources: { InstanceType: instanceType, InstanceCount: instances, VolumeKmsKeyId: kmsKeyArn },
  Tags: tagList(tags),
});

const tagList = (tags: Readonly<Record<string, string>>) => [
  ...Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  { Key: 'everloop:workload', Value: '{% $states.input.run.workload %}' },
  { Key: 'everloop:version', Value: '{% $string($states.input.run.version.number) %}' },
];
