/** Account and region of the laptop cloud; everything in it lies there. */
export const laptop = { account: '000000000000', region: 'us-east-1' } as const;
