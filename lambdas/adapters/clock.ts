import { randomUUID } from 'node:crypto';
import type { Clock, Tokens } from '../ports/clock';

export const systemClock: Clock = { now: () => new Date() };

export const randomTokens: Tokens = { next: () => randomUUID() };

/** Resolves after so many milliseconds. */
export const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));
