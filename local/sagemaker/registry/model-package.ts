import type { Tag } from '../store/tags';

export interface ModelPackageGroup {
  readonly ModelPackageGroupName: string;
  readonly ModelPackageGroupArn: string;
  readonly ModelPackageGroupDescription?: string;
  readonly ModelPackageGroupStatus: 'Completed';
  /** Epoch seconds. */
  readonly CreationTime: number;
  readonly CreatedBy: object;
}

export type ApprovalStatus = 'Approved' | 'Rejected' | 'PendingManualApproval';

/** A container of an InferenceSpecification. */
export interface PackageContainer {
  readonly Image: string;
  readonly ImageDigest?: string;
  readonly ModelDataUrl?: string;
  readonly ModelDataSource?: { readonly S3DataSource?: { readonly S3Uri: string } };
  readonly Environment?: Readonly<Record<string, string>>;
}

export interface InferenceSpecification {
  readonly Containers: readonly PackageContainer[];
}

/** What we read of CreateModelPackage's request; the API model has checked it. The rest is kept as it came. */
export interface CreateModelPackageRequest {
  readonly ModelPackageName?: string;
  readonly ModelPackageGroupName?: string;
  readonly ModelPackageDescription?: string;
  readonly ModelApprovalStatus?: ApprovalStatus;
  readonly InferenceSpecification?: InferenceSpecification;
  readonly CustomerMetadataProperties?: Readonly<Record<string, string>>;
  readonly SourceAlgorithmSpecification?: object;
  readonly ValidationSpecification?: object;
  readonly ClientToken?: string;
  readonly Tags?: readonly Tag[];
}

export interface UpdateModelPackageRequest {
  readonly ModelPackageArn: string;
  readonly ModelApprovalStatus?: ApprovalStatus;
  readonly ApprovalDescription?: string;
  readonly CustomerMetadataProperties?: Readonly<Record<string, string>>;
  readonly CustomerMetadataPropertiesToRemove?: readonly string[];
  readonly AdditionalInferenceSpecificationsToAdd?: readonly { readonly Name: string }[];
  readonly InferenceSpecification?: InferenceSpecification;
  readonly SourceUri?: string;
  readonly ModelCard?: object;
  readonly ModelLifeCycle?: object;
}

/** A version of a group, or a package of its own, as DescribeModelPackage shows it. Times are epoch seconds. */
export interface ModelPackage extends Omit<CreateModelPackageRequest, 'Tags' | 'ClientToken' | 'ModelPackageName'> {
  readonly ModelPackageName: string;
  readonly ModelPackageArn: string;
  readonly ModelPackageVersion?: number;
  readonly ModelPackageStatus: 'Completed';
  readonly ModelPackageStatusDetails: {
    readonly ValidationStatuses: readonly object[];
    readonly ImageScanStatuses: readonly object[];
  };
  readonly CertifyForMarketplace: boolean;
  readonly ApprovalDescription?: string;
  readonly AdditionalInferenceSpecifications?: readonly { readonly Name: string }[];
  readonly CreationTime: number;
  readonly LastModifiedTime: number;
  /** Kept to answer a repeated CreateModelPackage with the version that it made. */
  readonly clientToken?: string;
  readonly SourceUri?: string;
  readonly ModelCard?: object;
  readonly ModelLifeCycle?: object;
}
