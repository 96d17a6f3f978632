/** Culebra's benchmarks, and those made from the tests' cases, under JMH. */
package dev.culebra.bench.jmh;
