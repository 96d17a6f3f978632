/**
 * Level 10. Measuring: what is timed, what the machine allows, and peers that take turns with us on
 * the same work. Needs nothing beyond the JDK; {@code bench/} has the same kernels under JMH.
 */
package dev.culebra.bench;
