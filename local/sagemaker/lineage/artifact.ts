import type { Tag } from '../store/tags';

export interface CreateArtifactRequest {
  readonly ArtifactName?: string;
  readonly Source: { readonly SourceUri: string; readonly SourceTypes?: readonly object[] };
  /** Free text, such as `DataSet` or `Model`. */
  readonly ArtifactType: string;
  readonly Properties?: Readonly<Record<string, string>>;
  readonly MetadataProperties?: object;
  readonly Tags?: readonly Tag[];
}

/** Something that lineage connects, as DescribeArtifact shows it. Times are epoch seconds. */
export interface Artifact extends Omit<CreateArtifactRequest, 'Tags'> {
  readonly ArtifactArn: string;
  readonly CreationTime: number;
  readonly LastModifiedTime: number;
  readonly CreatedBy: object;
}

export interface Association {
  readonly SourceArn: string;
  readonly DestinationArn: string;
  readonly AssociationType?: string;
  readonly CreationTime: number;
}
