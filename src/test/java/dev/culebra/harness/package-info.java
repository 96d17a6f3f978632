/**
 * The harnesses that every operation's cases drive: agree (tiers against the reference), grad
 * (directional derivatives in float64), mode (eager against planned).
 */
package dev.culebra.harness;
