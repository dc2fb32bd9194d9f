import { type ImagePolicy, imageValidatorVersion } from '../../contracts/image-policy';
import type { IngestionContracts } from '../../contracts/ingestion-contract';
import { type RowPolicy, rowValidatorVersion } from '../../contracts/row-policy';
import { checkSize } from '../../domain/images/check-size';
import type { createImageValidator } from '../../domain/images/validate-image';
import { checkRowsSize, validateRows } from '../../domain/rows/validate-rows';
import type { Judge, Judgement } from './judgement';

type ValidateImage = ReturnType<typeof createImageValidator>;

/** Finds the judge that a workload's ingestion contract asks for. @throws for a workload without a contract. */
export function judgesFor(contracts: IngestionContracts, validateImage: ValidateImage): (workload: string) => Judge {
  return workload => {
    const contract = contracts[workload];
    if (!contract) throw new Error(`ingestion: workload must be one of ${Object.keys(contracts)}, got ${workload}`);
    return contract.kind === 'images' ? imageJudge(contract.policy, validateImage) : rowsJudge(contract.policy);
  };
}

const imageJudge = (policy: ImagePolicy, validateImage: ValidateImage): Judge => ({
  refuseBySize: sizeBytes => checkSize(sizeBytes, policy),
  async judge(object): Promise<Judgement> {
    const { verdict, reasons, ...measured } = await validateImage(object, policy);
    const strip = policy.gps === 'strip' && measured.exif.hasGps;
    return {
      verdict,
      reasons,
      record: { validator: imageValidatorVersion, ...measured },
      placing: strip ? 'strip-gps' : 'copy',
    };
  },
});

const rowsJudge = (policy: RowPolicy): Judge => ({
  refuseBySize: sizeBytes => checkRowsSize(sizeBytes, policy),
  async judge(object): Promise<Judgement> {
    const { verdict, reasons, accepted: _, rejected: __, ...measured } = validateRows(object, policy);
    const split = verdict === 'accept' && measured.rejectedRows > 0;
    return {
      verdict,
      reasons,
      record: { validator: rowValidatorVersion, ...measured },
      placing: split ? 'split-rows' : 'copy',
    };
  },
});
