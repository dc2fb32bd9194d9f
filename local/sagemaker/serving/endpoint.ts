import type { Tag } from '../store/tags';
import type { DeploymentConfig } from './deployment/deployment-config';

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
  /** Kept for an update that retains it; creation shifts nothing. */
  readonly DeploymentConfig?: DeploymentConfig;
  readonly Tags?: readonly Tag[];
}

export type RetainedProperty = 'DesiredInstanceCount' | 'DesiredWeight' | 'DataCaptureConfig';

export interface UpdateEndpointRequest {
  readonly EndpointName: string;
  readonly EndpointConfigName: string;
  readonly DeploymentConfig?: DeploymentConfig;
  readonly RetainDeploymentConfig?: boolean;
  readonly RetainAllVariantProperties?: boolean;
  readonly ExcludeRetainedVariantProperties?: readonly { readonly VariantPropertyType: RetainedProperty }[];
}

/** What happens to a variant at the moment. */
export interface VariantStage {
  readonly Status: 'Creating' | 'Updating' | 'Deleting' | 'ActivatingTraffic' | 'Baking';
  readonly StatusMessage: string;
  /** Epoch seconds. */
  readonly StartTime: number;
}

/** One variant as DescribeEndpoint shows it. */
export interface VariantSummary {
  readonly VariantName: string;
  readonly CurrentWeight: number;
  readonly DesiredWeight: number;
  readonly CurrentInstanceCount?: number;
  readonly DesiredInstanceCount?: number;
  readonly DeployedImages: readonly DeployedImage[];
  readonly VariantStatus?: readonly VariantStage[];
  readonly CurrentServerlessConfig?: object;
  readonly DesiredServerlessConfig?: object;
}

export interface DeployedImage {
  readonly SpecifiedImage: string;
  /** By digest; absent for an image that was never pushed. */
  readonly ResolvedImage?: string;
  readonly ResolutionTime: number;
}

/** An update that is under way, as DescribeEndpoint shows it. */
export interface PendingDeployment {
  readonly EndpointConfigName: string;
  readonly StartTime: number;
  readonly ProductionVariants: readonly VariantSummary[];
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
  readonly LastDeploymentConfig?: DeploymentConfig;
  readonly PendingDeploymentSummary?: PendingDeployment;
}

export interface UpdateWeightsRequest {
  readonly EndpointName: string;
  readonly DesiredWeightsAndCapacities: readonly {
    readonly VariantName: string;
    readonly DesiredWeight?: number;
    readonly DesiredInstanceCount?: number;
    readonly ServerlessUpdateConfig?: object;
  }[];
}
