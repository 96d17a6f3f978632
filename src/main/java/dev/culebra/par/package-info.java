/**
 * Level 0. The worker pool. Work is cut by shape, never by the number of workers, so that results
 * do not depend on the thread count. Imports nothing from Culebra.
 */
package dev.culebra.par;
