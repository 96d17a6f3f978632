/** Deep Java Library at a training step that Culebra is timed at. */
package dev.culebra.bench.djl;
