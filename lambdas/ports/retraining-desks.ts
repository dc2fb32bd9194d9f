import type { Desk } from '../domain/retraining/desk';
import type { Desks } from './desks';

export type RetrainingDesks = Desks<Desk>;
