package dev.culebra.kernel;

import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Addresses of a call. Segments are exactly as long as their types say; inputs and outputs overlap
 * only where the kernel said that it works in place.
 *
 * @param inputs dense row-major inputs
 * @param outputs dense row-major outputs
 * @param workspace at least {@link Kernel#workspaceBytes} bytes, 64-byte aligned
 * @param workers the threads that the call may use
 */
public record Operands(
    List<MemorySegment> inputs,
    List<MemorySegment> outputs,
    MemorySegment workspace,
    Workers workers) {
  public MemorySegment input(int index) {
    return inputs.get(index);
  }

  public MemorySegment output(int index) {
    return outputs.get(index);
  }
}
