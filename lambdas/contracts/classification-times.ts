/**
 * How long one batch of images may take: asking ends while there is time left to place what was answered, and to tell the
 * queue of the rest. A call that one image hangs ends sooner, so that those behind it have their turn.
 *
 *   0 s                 25 s          40 s             60 s        90 s
 *   read ─► ask ─► place │ a call ends │ asking ends    │ function  │ lease of the ledger
 */
export const classificationSeconds = { call: 25, asking: 40, function: 60 } as const;
