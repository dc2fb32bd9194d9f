import { numberLabelRecordSchema } from '../../../contracts/number-label-record';
import { numberRecordSchema } from '../../../contracts/number-record';
import { lineReader } from './line-reader';

/** Lines of predicted numbers; null for a line of a class, or anything else. */
export const readNumberRecord = lineReader(numberRecordSchema);

/** Lines of what was measured of them; null for any other. */
export const readNumberLabel = lineReader(numberLabelRecordSchema);
