/**
 * Level 0. Shapes and element types: immutable values, no storage, no behaviour beyond their own
 * arithmetic. Imports nothing from Culebra.
 */
package dev.culebra.shape;
