import { learnBaseline } from '../../domain/drift/baseline';
import type { TableLearner } from '../../ports/table-learner';

/** Where no bundled code for threads lies at hand: a baseline is learned once a version, nearly always by the monitor. */
export const oneThread: TableLearner = { learn: async table => learnBaseline(table) };
