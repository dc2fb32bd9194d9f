import type { RetainedProperty, VariantSummary } from './endpoint';
import type { EndpointConfig } from './endpoint-config';
import type { Models } from './models';

export interface Retained {
  readonly variants: readonly VariantSummary[];
  readonly properties: ReadonlySet<RetainedProperty>;
}

export const RETAIN_ALL: ReadonlySet<RetainedProperty> = new Set(['DesiredInstanceCount', 'DesiredWeight'] as const);

export interface SummaryFacts {
  /** Epoch seconds. */
  readonly now: number;
  /** Absent: everything is as the configuration says. */
  readonly retained?: Retained | undefined;
}

/**
 * The variants of a configuration as DescribeEndpoint shows them once they serve. A variant that the endpoint has
 * already keeps the properties that are retained.
 * @throws SageMakerError when a model is gone
 */
export function variantSummaries(
  models: Models,
  config: EndpointConfig,
  { now, retained }: SummaryFacts,
): readonly VariantSummary[] {
  return config.ProductionVariants.map(variant => {
    const before = retained?.variants.find(({ VariantName }) => VariantName === variant.VariantName);
    const kept = (property: RetainedProperty) => (retained?.properties.has(property) ? before : undefined);
    const weight = kept('DesiredWeight')?.DesiredWeight ?? variant.InitialVariantWeight ?? 1;
    const count = kept('DesiredInstanceCount')?.DesiredInstanceCount ?? variant.InitialInstanceCount;
    const { image } = models.container(models.get(variant.ModelName ?? ''));
    const resolved = models.resolvedImage(image);
    return {
      VariantName: variant.VariantName,
      DeployedImages: [{ SpecifiedImage: image, ...(resolved && { ResolvedImage: resolved }), ResolutionTime: now }],
      CurrentWeight: weight,
      DesiredWeight: weight,
      ...(variant.ServerlessConfig
        ? { CurrentServerlessConfig: variant.ServerlessConfig, DesiredServerlessConfig: variant.ServerlessConfig }
        : { CurrentInstanceCount: count ?? 1, DesiredInstanceCount: count ?? 1 }),
    };
  });
}
