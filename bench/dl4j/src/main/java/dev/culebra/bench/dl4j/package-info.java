/** DeepLearning4J at a training step that Culebra is timed at. */
package dev.culebra.bench.dl4j;
