/**
 * Level 8. Measures of trained models: evaluation over data sets, pictures and curves. Reads models
 * and never changes their parameters; writes nothing but the files it is asked for.
 */
package dev.culebra.eval;
