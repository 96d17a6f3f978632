/**
 * Level 3. The specification: every operation in plain loops, sums in double. In float64 it serves
 * gradient checks. Slow on purpose; never tuned. Names no other backend.
 */
package dev.culebra.cpu.ref;
