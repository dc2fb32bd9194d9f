/** What an alarm watches: what comes before it is the name of the loop, which the reader asked for. */
export const shortAlarm = (name: string): string => name.split('-retrain-').at(-1) ?? name;
