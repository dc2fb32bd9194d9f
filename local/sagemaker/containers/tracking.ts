import type { ContainerRequest } from './container';

/** Names the folder of the local experiment store, to jobs with credentials: those without have no network either. */
export const TRACKING_VARIABLE = 'EVERLOOP_TRACKING_FOLDER';

export const maySeeTracking = ({ credentials }: ContainerRequest): boolean => credentials !== undefined;
