/**
 * Level 2. The operations, one per file: record, shape rule, gradient rule, formula. Gradients are
 * built from operations, so they can be differentiated again. Names no backend and no storage.
 */
package dev.culebra.op;
