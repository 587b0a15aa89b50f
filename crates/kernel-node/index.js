// Loads the addon that tools/build-kernel.js put beside this file.
module.exports = require('./kernel.node');
