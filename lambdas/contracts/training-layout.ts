/** Where the jobs of a pipeline write in the models bucket: `training/<workload>/<execution or job>/…`. */
export const trainingPrefix = 'training/';

/** The part of it that one workload's jobs may write. */
export const trainingPrefixOf = (workload: string): string => `${trainingPrefix}${workload}/`;
