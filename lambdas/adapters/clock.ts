import { randomUUID } from 'node:crypto';
import type { Clock, Tokens } from '../ports/clock';

export const systemClock: Clock = { now: () => new Date() };

export const randomTokens: Tokens = { next: () => randomUUID() };
