/** `npm run bench:drift`: speed and alarms; with a name, that part only. */
const [part, ...rest] = process.argv.slice(2);
process.argv.splice(2, process.argv.length, ...rest);
if (part === undefined || part === 'alarms') require('./alarms');
if (part === undefined || part === 'speed') require('./speed');
