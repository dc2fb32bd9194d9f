import { validationError } from '../../errors';

/** AsyncInferenceConfig of an endpoint configuration, as far as it is played. */
export interface AsyncConfig {
  readonly ClientConfig?: { readonly MaxConcurrentInvocationsPerInstance?: number };
  readonly OutputConfig: {
    readonly S3OutputPath?: string;
    readonly S3FailurePath?: string;
    readonly KmsKeyId?: string;
    readonly NotificationConfig?: {
      readonly SuccessTopic?: string;
      readonly ErrorTopic?: string;
      readonly IncludeInferenceResponseIn?: readonly string[];
    };
  };
}

/** @throws SageMakerError ValidationException for what an account has and the laptop cloud has not */
export function checkAsync({ OutputConfig }: AsyncConfig): void {
  if (!OutputConfig.S3OutputPath)
    throw validationError('laptop cloud: AsyncInferenceConfig must name an S3OutputPath; there is no default bucket');
  if (OutputConfig.NotificationConfig?.IncludeInferenceResponseIn?.length)
    throw validationError('laptop cloud: AsyncInferenceConfig must have no IncludeInferenceResponseIn');
}
