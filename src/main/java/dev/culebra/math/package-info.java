/**
 * Level 0. The float32 functions and the random bits that every backend shares bit for bit.
 *
 * <p>Each function is one polynomial of {@code + - * / fma sqrt}, compares, selects and integer
 * operations in one fixed order, without branches or tables, so that the same lines can be written
 * in the Vector API, in C ({@code -ffp-contract=off}) and in CUDA ({@code -fmad=false}) and give
 * the same bits. The coefficients are public constants: the twins import them. Coefficients were
 * fitted with Sollya (fpminimax, remez); every stated error was measured against double precision.
 * Never calls {@link java.lang.Math}'s transcendental functions, whose bits change between
 * releases. Never allocates. Imports nothing from Culebra.
 *
 * <p>A NaN argument gives NaN; which NaN is not specified. Elsewhere every bit is.
 */
package dev.culebra.math;
