import type { Clock } from '../../ports/clock';
import type { Deployments } from '../../ports/deployments';
import type { Journal } from '../../ports/journal';
import type { ModelEndpoints } from '../../ports/model-endpoints';
import type { ModelRegistry } from '../../ports/model-registry';
import type { Notifier } from '../../ports/notifier';
import type { ObjectStore } from '../../ports/object-store';
import type { ReleaseDesks } from '../../ports/release-desks';
import type { Releases } from '../../ports/releases';
import type { TrailStore } from '../../ports/trail-store';

/** What opening a release takes. */
export interface OpenEffects {
  readonly registry: ModelRegistry;
  readonly desks: ReleaseDesks;
  readonly releases: Releases;
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly trail: Pick<TrailStore, 'append'>;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly modelsBucket: string;
  readonly project: string;
  readonly environment: string;
}

/** What ending one and going back take beside it. */
export interface EndEffects extends OpenEffects {
  readonly endpoints: Pick<ModelEndpoints, 'describe' | 'configs'>;
  readonly deployments: Deployments;
  readonly notifier: Notifier;
}
