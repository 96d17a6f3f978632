/**
 * Level 1. The recorded program: {@link dev.culebra.ir.Op}, {@link dev.culebra.ir.Value}, {@link
 * dev.culebra.ir.Graph} and the trace that records them. Knows no particular operation, no storage
 * and no device.
 */
package dev.culebra.ir;
