/**
 * Level 3. Reverse-mode differentiation from graph to graph. Applicable to its own results. Never
 * runs anything.
 */
package dev.culebra.grad;
