import type { Story } from '../../lambdas/domain/trail/stories';
import type { ModelRegistry } from '../../lambdas/ports/model-registry';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import { classPhases, type PhasesOfStory } from './class-phases';
import { compareVersions, type VersionComparison } from './compare-versions';
import { readWindows } from './read-windows';
import type { RecallWindow } from './recall-window';
import { type Mark, storyMarks } from './story-marks';

/** What shows whether a story did any good; what there is nothing of is empty or null. */
export interface StoryEvidence {
  readonly marks: readonly Mark[];
  /** Null: nothing watches the workload. */
  readonly windows: readonly RecallWindow[] | null;
  readonly phases: PhasesOfStory | null;
  readonly versions: VersionComparison | null;
}

export interface EvidenceSource {
  readonly objects: Pick<ObjectStore, 'get' | 'list'>;
  readonly registry: Pick<ModelRegistry, 'find'>;
  readonly modelsBucket: string;
  readonly predictionsBucket: string;
  /** Length of the workload's windows; null when nothing watches it. */
  readonly windowSeconds: number | null;
}

/** Windows before and after a story that show how it was and how it became. */
const windowsAround = 12;

export async function storyEvidence(story: Story, source: EvidenceSource): Promise<StoryEvidence> {
  const marks = storyMarks(story);
  const [windows, versions] = await Promise.all([windowsOf(story, source), compareVersions(story, source)]);
  return { marks, windows, versions, phases: windows && classPhases(windows, marks) };
}

async function windowsOf(story: Story, source: EvidenceSource): Promise<readonly RecallWindow[] | null> {
  const { windowSeconds } = source;
  if (windowSeconds === null) return null;
  const around = windowsAround * windowSeconds * 1000;
  const start = Date.parse(story.startedAt);
  const span = { from: new Date(start - around), to: new Date(start + story.durationMs + around) };
  return readWindows({ ...source, windowSeconds, workload: story.workload }, span);
}
