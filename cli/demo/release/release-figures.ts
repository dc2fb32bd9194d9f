import type { ClassifiedPhoto, ClassifiedTraffic } from './classify-traffic';
import type { ReleaseTimes } from './release-times';

/** How well the photos of a class were told; shares are null where there is nothing to divide by. */
export interface TrafficScores {
  /** Photos that show the class. */
  readonly photos: number;
  /** Photos in the folder of the class. */
  readonly inFolder: number;
  readonly recall: number | null;
  readonly precision: number | null;
}

/** The section `release` of `.everloop/reports/demo.json`. */
export interface ReleaseFigures {
  readonly version: number;
  /** From the first yes until pre-production passed its test; null when the trail doesn't have it. */
  readonly preProductionSeconds: number | null;
  /** From the second yes until production serves the version; null when the trail doesn't have it. */
  readonly productionSeconds: number | null;
  /** Production proved to be this version, and every prediction was made by it. */
  readonly verified: boolean;
  /** Photos of this run in the folder of each class, as listed in the bucket. */
  readonly classFolders: Readonly<Record<string, number>>;
  /** Share of the classified photos that lie in the folder of what they show. */
  readonly accuracy: number;
  readonly perClass: Readonly<Record<string, TrafficScores>>;
  readonly photos: number;
  readonly quarantined: number;
  readonly lost: number;
  /** From the first upload to the last prediction. */
  readonly classifySeconds: number;
}

export interface Released {
  readonly version: number;
  readonly times: ReleaseTimes;
  readonly traffic: ClassifiedTraffic;
  readonly classFolders: Readonly<Record<string, number>>;
}

export function releaseFigures({ version, times, traffic, classFolders }: Released): ReleaseFigures {
  const { photos, sent, quarantined, lost, seconds } = traffic;
  const right = photos.filter(isRight).length;
  const { preProductionSeconds, productionSeconds } = times;
  return {
    version,
    preProductionSeconds,
    productionSeconds,
    verified: times.verified && photos.every(({ prediction }) => prediction.modelVersion === version),
    classFolders,
    accuracy: share(right, photos.length) ?? 0,
    perClass: Object.fromEntries(
      Object.entries(classFolders).map(([label, inFolder]) => [label, scoresOf(label, inFolder, photos)]),
    ),
    photos: sent,
    quarantined,
    lost,
    classifySeconds: seconds,
  };
}

const isRight = ({ actual, prediction }: ClassifiedPhoto): boolean => prediction.label === actual;

function scoresOf(label: string, inFolder: number, photos: readonly ClassifiedPhoto[]): TrafficScores {
  const shown = photos.filter(({ actual }) => actual === label);
  const said = photos.filter(({ prediction }) => prediction.label === label);
  const right = shown.filter(isRight).length;
  return { photos: shown.length, inFolder, recall: share(right, shown.length), precision: share(right, said.length) };
}

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1e4) / 1e4;
