import { validationError } from '../errors';
import { type Listing, listPage, type Page } from '../store/list-page';
import type { Tag } from '../store/tags';
import type { World } from '../world';
import { matches } from './matches';
import { memberOf, type Searched, valuesOf } from './property';
import { filtersOf, type SearchExpression } from './search-expression';

/** One kind of resource that Search finds. */
export interface SearchSource {
  /** Shape of its entry in a SearchRecord, such as `TrainingJob`. */
  readonly shape: string;
  /** Member that holds the ARN: its tags are found by it. */
  readonly arn: string;
  /** Times are epoch seconds; CreationTime is there and unique. */
  records(): Iterable<object>;
}

export interface SearchRequest {
  readonly Resource: string;
  readonly SearchExpression?: SearchExpression;
  readonly SortBy?: string;
  readonly SortOrder?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly CrossAccountFilterOption?: string;
  readonly VisibilityConditions?: readonly object[];
}

/** Finds resources of the kinds that were registered. */
export class Search {
  private readonly sources = new Map<string, SearchSource>();

  constructor(private readonly world: Pick<World, 'api' | 'tags'>) {}

  /** @param resource as Search's request names it, such as `PipelineExecution` */
  register(resource: string, source: SearchSource): void {
    this.sources.set(resource, source);
  }

  /** @throws SageMakerError ValidationException for another kind, property or operator */
  find(request: SearchRequest): { readonly Results: readonly object[]; readonly NextToken?: string } {
    const { Resource, SearchExpression = {} } = request;
    const source = this.sources.get(Resource);
    if (!source) {
      const kinds = [...this.sources.keys()].sort().join(', ');
      throw validationError(`laptop cloud: Search must ask for one of ${kinds}, got ${Resource}`);
    }
    refuseUnsupported(request);
    const hasModified = this.world.api.hasMember(source.shape, 'LastModifiedTime');
    const SortBy = request.SortBy ?? (hasModified ? 'LastModifiedTime' : 'CreationTime');
    for (const name of [SortBy, ...filtersOf(SearchExpression).map(({ Name }) => Name)])
      this.checkProperty(source, name);
    const { records, NextToken } = this.page(source, { ...request, SearchExpression, SortBy });
    const Results = records.map(record => ({ [Resource]: this.world.api.pick(source.shape, record) }));
    return { Results, ...(NextToken && { NextToken }) };
  }

  private page(source: SearchSource, request: SearchRequest & { SearchExpression: SearchExpression; SortBy: string }) {
    const { SearchExpression: expression, SortBy, SortOrder, NextToken, MaxResults } = request;
    const listing: Listing<Searched> = {
      name: () => '',
      created: record => record['CreationTime'] as number,
      keys: { [SortBy]: record => sortKey(record, SortBy) },
      accepts: record => matches(record, expression),
    };
    const paging = { SortBy, ...(SortOrder && { SortOrder }), ...(NextToken && { NextToken }) };
    const page: Page<Searched> = listPage(
      this.tagged(source),
      { ...paging, ...(MaxResults && { MaxResults }) },
      listing,
    );
    return page;
  }

  private *tagged({ arn, records }: SearchSource): Generator<Searched> {
    for (const record of records() as Iterable<Searched>) {
      const Tags: readonly Tag[] = this.world.tags.of(record[arn] as string);
      yield Tags.length > 0 ? { ...record, Tags } : record;
    }
  }

  private checkProperty({ shape }: SearchSource, name: string): void {
    const member = memberOf(name);
    if (this.world.api.hasMember(shape, member)) return;
    throw validationError(`Unknown property name: ${name} is no property of ${shape}.`);
  }
}

function sortKey(record: Searched, property: string): string | number {
  const [value = ''] = valuesOf(record, property);
  return typeof value === 'boolean' ? String(value) : value;
}

function refuseUnsupported({ CrossAccountFilterOption, VisibilityConditions }: SearchRequest): void {
  if (CrossAccountFilterOption === 'CrossAccount')
    throw validationError('laptop cloud: Search must stay in the SameAccount, got CrossAccount');
  if (VisibilityConditions)
    throw validationError(
      'laptop cloud: Search must have no VisibilityConditions, got some; use a filter on Tags.<key>',
    );
}
