/**
 * How long one batch of images may take: asking ends while there is time left to place what was answered, and to tell the
 * queue of the rest. A call that one image hangs ends sooner, so that those behind it have their turn.
 *
 *   0 s                 25 s          40 s             60 s        90 s
 *   read ─► ask ─► place │ a call ends │ asking ends    │ function  │ lease of the ledger
 */
export const classificationSeconds = { call: 25, asking: 40, function: 60 } as const;

/**
 * After so many seconds without an answer of an asynchronous endpoint its images count as waiting, and then it is asked anew.
 * Its fleet may have to start first, which takes minutes; a request that waited as long as `lost` is dropped by SageMaker.
 */
export const answerSeconds = { late: 900, lost: 3600 } as const;
