/**
 * Level 2. What a backend offers and what the engine asks of it: select a kernel for an operation,
 * bind it once to addresses, run it for ever; tolerance families. Operations and kernels from
 * outside the jar register here too. Names no backend and no particular operation.
 */
package dev.culebra.kernel;
