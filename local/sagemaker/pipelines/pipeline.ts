import type { Tag } from '../store/tags';

export interface DefinitionLocation {
  readonly Bucket: string;
  readonly ObjectKey: string;
  readonly VersionId?: string;
}

export interface CreatePipelineRequest {
  readonly PipelineName: string;
  readonly PipelineDisplayName?: string;
  /** JSON text; one of the two is given. */
  readonly PipelineDefinition?: string;
  readonly PipelineDefinitionS3Location?: DefinitionLocation;
  readonly PipelineDescription?: string;
  readonly ClientRequestToken: string;
  readonly RoleArn: string;
  readonly Tags?: readonly Tag[];
  readonly ParallelismConfiguration?: { readonly MaxParallelExecutionSteps: number };
}

export type UpdatePipelineRequest = Pick<CreatePipelineRequest, 'PipelineName'> &
  Partial<Omit<CreatePipelineRequest, 'PipelineName' | 'Tags' | 'ClientRequestToken'>>;

/** A pipeline as DescribePipeline shows it. Times are epoch seconds. */
export interface Pipeline {
  readonly PipelineName: string;
  readonly PipelineArn: string;
  readonly PipelineDisplayName: string;
  /** JSON text. */
  readonly PipelineDefinition: string;
  readonly PipelineDescription?: string;
  readonly RoleArn: string;
  readonly PipelineStatus: 'Active' | 'Deleting';
  readonly CreationTime: number;
  readonly LastModifiedTime: number;
  readonly LastRunTime?: number;
  readonly ParallelismConfiguration?: { readonly MaxParallelExecutionSteps: number };
  readonly CreatedBy: object;
  readonly LastModifiedBy: object;
}
