/**
 * Level 1. Slabs of host memory: who owns them and how long they live. Knows no operation and no
 * device.
 */
package dev.culebra.memory;
