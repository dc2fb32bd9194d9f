import type { JobStatus } from '../jobs/job-runner';
import type { Tag } from '../store/tags';

/** What we read of CreateTransformJob's request; the API model has checked it. The rest is kept as it came. */
export interface CreateTransformJobRequest {
  readonly TransformJobName: string;
  readonly ModelName: string;
  readonly TransformInput: {
    readonly DataSource: { readonly S3DataSource: { readonly S3DataType: string; readonly S3Uri: string } };
    readonly ContentType?: string;
    readonly CompressionType?: 'None' | 'Gzip';
    readonly SplitType?: 'None' | 'Line' | 'RecordIO' | 'TFRecord';
  };
  readonly TransformOutput: {
    readonly S3OutputPath: string;
    readonly Accept?: string;
    readonly AssembleWith?: 'None' | 'Line';
    readonly KmsKeyId?: string;
  };
  readonly TransformResources: { readonly InstanceType: string; readonly InstanceCount: number };
  readonly BatchStrategy?: 'MultiRecord' | 'SingleRecord';
  readonly MaxPayloadInMB?: number;
  readonly MaxConcurrentTransforms?: number;
  readonly ModelClientConfig?: { readonly InvocationsTimeoutInSeconds?: number };
  readonly Environment?: Readonly<Record<string, string>>;
  readonly DataProcessing?: object;
  readonly Tags?: readonly Tag[];
}

/** A transform job as DescribeTransformJob shows it. Times are epoch seconds. */
export interface TransformJob extends Omit<CreateTransformJobRequest, 'Tags'> {
  readonly TransformJobArn: string;
  readonly TransformJobStatus: JobStatus;
  readonly FailureReason?: string;
  readonly CreationTime: number;
  readonly TransformStartTime?: number;
  readonly TransformEndTime?: number;
  readonly LastModifiedTime: number;
}
