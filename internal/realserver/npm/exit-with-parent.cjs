// Ends this process when its standard input ends, which happens when the process
// that started it is gone. Loaded with `node --require`.
'use strict';

const stop = () => process.exit(1);

process.stdin.on('end', stop).on('close', stop).on('error', stop);
process.stdin.resume();
process.stdin.unref(); // an open pipe alone must not keep the server alive
