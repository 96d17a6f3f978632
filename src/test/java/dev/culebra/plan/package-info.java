/** Tests of the planner, with eager execution as its oracle. */
package dev.culebra.plan;
