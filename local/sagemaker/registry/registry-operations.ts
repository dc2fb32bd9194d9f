import type { Operations } from '../operations';
import { type ListRequest, listPage } from '../store/list-page';
import type { Tag } from '../store/tags';
import type { World } from '../world';
import type {
  CreateModelPackageRequest,
  ModelPackage,
  ModelPackageGroup,
  UpdateModelPackageRequest,
} from './model-package';
import type { ModelRegistry } from './model-registry';

interface NamedGroup {
  readonly ModelPackageGroupName: string;
}

interface NamedPackage {
  readonly ModelPackageName: string;
}

interface ListPackages extends ListRequest {
  readonly ModelPackageGroupName?: string;
  readonly ModelApprovalStatus?: string;
  /** Unversioned when absent, unless a group is named. */
  readonly ModelPackageType?: 'Versioned' | 'Unversioned' | 'Both';
}

export function registryOperations({ api }: Pick<World, 'api'>, registry: ModelRegistry): Operations {
  return {
    CreateModelPackageGroup: (request: NamedGroup & { readonly Tags?: readonly Tag[] }) => ({
      ModelPackageGroupArn: registry.createGroup(request).ModelPackageGroupArn,
    }),
    DescribeModelPackageGroup: ({ ModelPackageGroupName }: NamedGroup) =>
      api.pick('DescribeModelPackageGroupOutput', { ...registry.group(ModelPackageGroupName) }),
    DeleteModelPackageGroup: ({ ModelPackageGroupName }: NamedGroup) => {
      registry.deleteGroup(ModelPackageGroupName);
      return {};
    },
    ListModelPackageGroups: (request: ListRequest) => {
      const { records, NextToken } = listPage(registry.groups.values(), request, groupListing);
      const summaries = records.map(group => api.pick('ModelPackageGroupSummary', { ...group }));
      return { ModelPackageGroupSummaryList: summaries, ...(NextToken && { NextToken }) };
    },
    CreateModelPackage: (request: CreateModelPackageRequest) => ({
      ModelPackageArn: registry.create(request).ModelPackageArn,
    }),
    DescribeModelPackage: ({ ModelPackageName }: NamedPackage) =>
      api.pick('DescribeModelPackageOutput', { ...registry.get(ModelPackageName) }),
    UpdateModelPackage: (request: UpdateModelPackageRequest) => ({
      ModelPackageArn: registry.update(request).ModelPackageArn,
    }),
    DeleteModelPackage: ({ ModelPackageName }: NamedPackage) => {
      registry.delete(ModelPackageName);
      return {};
    },
    ListModelPackages: (request: ListPackages) => {
      const listing = { ...packageListing, accepts: acceptedBy(request, registry) };
      const { records, NextToken } = listPage(registry.packages.values(), request, listing);
      const summaries = records.map(one => api.pick('ModelPackageSummary', { ...one }));
      return { ModelPackageSummaryList: summaries, ...(NextToken && { NextToken }) };
    },
  };
}

function acceptedBy(request: ListPackages, registry: ModelRegistry): (one: ModelPackage) => boolean {
  const { ModelPackageGroupName, ModelApprovalStatus } = request;
  const group = ModelPackageGroupName && registry.group(ModelPackageGroupName).ModelPackageGroupName;
  const type = request.ModelPackageType ?? (group ? 'Versioned' : 'Unversioned');
  return one =>
    (!group || one.ModelPackageGroupName === group) &&
    (!ModelApprovalStatus || one.ModelApprovalStatus === ModelApprovalStatus) &&
    (type === 'Both' || (type === 'Versioned') === (one.ModelPackageVersion !== undefined));
}

const groupListing = {
  name: (group: ModelPackageGroup) => group.ModelPackageGroupName,
  created: (group: ModelPackageGroup) => group.CreationTime,
};

const packageListing = {
  name: (one: ModelPackage) => one.ModelPackageName,
  created: (one: ModelPackage) => one.CreationTime,
  modified: (one: ModelPackage) => one.LastModifiedTime,
};
