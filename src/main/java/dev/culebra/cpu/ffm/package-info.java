/**
 * Level 3. Calls into native code by Panama: the C library's and those of {@code native/}. The only
 * package with restricted calls on the CPU side; everything works without it. Never computes
 * itself.
 */
package dev.culebra.cpu.ffm;
