import type { Operations } from '../operations';
import { type Listing, type ListRequest, listPage } from '../store/list-page';
import type { World } from '../world';
import type { Artifact, Association, CreateArtifactRequest } from './artifact';
import type { Lineage } from './lineage';

interface Identified {
  readonly ArtifactArn: string;
}

interface Created {
  readonly CreatedAfter?: number;
  readonly CreatedBefore?: number;
}

type ListArtifacts = ListRequest & Created & { readonly SourceUri?: string; readonly ArtifactType?: string };

interface ListAssociations extends ListRequest, Created, Partial<Association> {
  readonly SourceType?: string;
  readonly DestinationType?: string;
}

export function lineageOperations({ api }: Pick<World, 'api'>, lineage: Lineage): Operations {
  return {
    CreateArtifact: (request: CreateArtifactRequest) => ({ ArtifactArn: lineage.create(request).ArtifactArn }),
    DescribeArtifact: ({ ArtifactArn }: Identified) =>
      api.pick('DescribeArtifactResponse', { ...lineage.get(ArtifactArn) }),
    DeleteArtifact: ({ ArtifactArn }: Identified) => {
      lineage.delete(ArtifactArn);
      return { ArtifactArn };
    },
    ListArtifacts: (request: ListArtifacts) => {
      const listing = { ...artifactListing, accepts: fitsArtifact(request) };
      const { records, NextToken } = listPage(lineage.artifacts.values(), withTimes(request), listing);
      const summaries = records.map(one => api.pick('ArtifactSummary', { ...one }));
      return { ArtifactSummaries: summaries, ...(NextToken && { NextToken }) };
    },
    AddAssociation: ({ SourceArn, DestinationArn, AssociationType }: Omit<Association, 'CreationTime'>) => {
      lineage.connect({ SourceArn, DestinationArn, ...(AssociationType && { AssociationType }) });
      return { SourceArn, DestinationArn };
    },
    DeleteAssociation: ({ SourceArn, DestinationArn }: Association) => {
      lineage.disconnect({ SourceArn, DestinationArn });
      return { SourceArn, DestinationArn };
    },
    ListAssociations: (request: ListAssociations) => {
      const summaries = [...lineage.associations.values()].map(one => summaryOf(one, lineage));
      const listing = { ...associationListing, accepts: fitsAssociation(request) };
      const { records, NextToken } = listPage(summaries, withTimes(request), listing);
      return { AssociationSummaries: records, ...(NextToken && { NextToken }) };
    },
  };
}

const withTimes = ({ CreatedAfter, CreatedBefore, ...request }: ListRequest & Created): ListRequest => ({
  ...request,
  ...(CreatedAfter !== undefined && { CreationTimeAfter: CreatedAfter }),
  ...(CreatedBefore !== undefined && { CreationTimeBefore: CreatedBefore }),
});

const fitsArtifact = ({ SourceUri, ArtifactType }: ListArtifacts) => {
  return (one: Artifact) =>
    (SourceUri === undefined || one.Source.SourceUri === SourceUri) &&
    (ArtifactType === undefined || one.ArtifactType === ArtifactType);
};

const artifactListing = {
  name: (one: Artifact) => one.ArtifactName ?? '',
  created: (one: Artifact) => one.CreationTime,
};

const COMPARED = ['SourceArn', 'DestinationArn', 'SourceType', 'DestinationType', 'AssociationType'] as const;

type Summary = ReturnType<typeof summaryOf>;

const fitsAssociation = (request: ListAssociations) => (one: Summary) =>
  COMPARED.every(member => request[member] === undefined || request[member] === one[member]);

function summaryOf(association: Association, lineage: Lineage) {
  const [source, destination] = [lineage.get(association.SourceArn), lineage.get(association.DestinationArn)];
  return {
    ...association,
    SourceType: source.ArtifactType,
    DestinationType: destination.ArtifactType,
    ...(source.ArtifactName && { SourceName: source.ArtifactName }),
    ...(destination.ArtifactName && { DestinationName: destination.ArtifactName }),
  };
}

const associationListing: Listing<Summary> = {
  name: () => '',
  created: one => one.CreationTime,
  keys: {
    SourceArn: one => one.SourceArn,
    DestinationArn: one => one.DestinationArn,
    SourceType: one => one.SourceType,
    DestinationType: one => one.DestinationType,
  },
};
