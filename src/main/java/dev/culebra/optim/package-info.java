/**
 * Level 6. Optimizers and schedules, one a file. An optimizer records the update of many parameters
 * as one operation; it holds no state of its own and knows no layer.
 */
package dev.culebra.optim;
