package dev.culebra.plan;

import dev.culebra.ir.Node;
import dev.culebra.kernel.Kernel;
import java.util.List;

/**
 * One kernel call of a plan.
 *
 * @param node the recorded operation, for names and types
 * @param kernel the kernel chosen for it
 * @param inputs places of its inputs
 * @param outputs places of its outputs
 * @param workspace place of its scratch memory
 */
public record PlannedCall(
    Node node, Kernel kernel, List<Place> inputs, List<Place> outputs, Place.Scratch workspace) {}
