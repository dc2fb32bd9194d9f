import type { Tag } from '../store/tags';

export type EndpointStatus =
  | 'Creating'
  | 'Updating'
  | 'InService'
  | 'RollingBack'
  | 'SystemUpdating'
  | 'Deleting'
  | 'Failed'
  | 'UpdateRollbackFailed';

export interface CreateEndpointRequest {
  readonly EndpointName: string;
  readonly EndpointConfigName: string;
  readonly DeploymentConfig?: object;
  readonly Tags?: readonly Tag[];
}

export interface UpdateEndpointRequest {
  readonly EndpointName: string;
  readonly EndpointConfigName: string;
  readonly DeploymentConfig?: object;
  readonly RetainAllVariantProperties?: boolean;
}

/** One variant as DescribeEndpoint shows it. */
export interface VariantSummary {
  readonly VariantName: string;
  readonly CurrentWeight: number;
  readonly DesiredWeight: number;
  readonly CurrentInstanceCount?: number;
  readonly DesiredInstanceCount?: number;
  readonly DeployedImages: readonly { readonly SpecifiedImage: string; readonly ResolutionTime: number }[];
  readonly CurrentServerlessConfig?: object;
}

/** An endpoint as DescribeEndpoint shows it. Times are epoch seconds. */
export interface Endpoint {
  readonly EndpointName: string;
  readonly EndpointArn: string;
  readonly EndpointConfigName: string;
  readonly EndpointStatus: EndpointStatus;
  readonly ProductionVariants?: readonly VariantSummary[];
  readonly FailureReason?: string;
  readonly CreationTime: number;
  readonly LastModifiedTime: number;
  readonly LastDeploymentConfig?: object;
}

export interface UpdateWeightsRequest {
  readonly EndpointName: string;
  readonly DesiredWeightsAndCapacities: readonly {
    readonly VariantName: string;
    readonly DesiredWeight?: number;
    readonly DesiredInstanceCount?: number;
  }[];
}
