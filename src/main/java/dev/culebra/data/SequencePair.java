package dev.culebra.data;

/**
 * A sequence and what it is to become, as numbers of {@link Symbols} without start and end. Not
 * copied; nobody may change the arrays.
 */
public record SequencePair(int[] source, int[] target) {}
