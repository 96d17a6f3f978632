package dev.culebra.plan;

import dev.culebra.ir.Input;

/**
 * A next state that could not be computed at the state's own address and is copied there at the
 * end.
 *
 * @param source where the next value lies
 * @param target the state
 */
public record StateCopy(Place source, Input target) {}
