/** The one place that loads the compiled kernel. */
export * as native from '@vitreous/kernel-node';
