// Template validation costs 1.7 s a synth; `npm run check:synth` keeps it on.
process.env['CDK_VALIDATION'] ??= 'false';
