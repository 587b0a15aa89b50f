// Zod tries whether it may make code from text, which our content-security policy forbids and the browser then reports.
globalThis.__zod_globalConfig = { jitless: true };
