package dev.culebra.run;

import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.CallRefusal;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Runs one kernel of a device with memory of its own on operands of the host: there and back. */
final class RoundTrip implements AutoCloseable {
  private final Accelerator device;
  private final List<MemorySegment> blocks = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();

  RoundTrip(Accelerator device) {
    this.device = device;
  }

  void run(
      Kernel kernel, List<MemorySegment> inputs, List<MemorySegment> outputs, Workers workers) {
    List<MemorySegment> given = new ArrayList<>();
    for (MemorySegment input : inputs) {
      MemorySegment there = block(input.byteSize());
      calls.add(device.upload(input, there));
      given.add(there);
    }
    List<MemorySegment> made = new ArrayList<>();
    outputs.forEach(output -> made.add(block(output.byteSize())));
    MemorySegment workspace = block(kernel.workspaceBytes());
    calls.add(device.bind(kernel, new Operands(given, made, workspace, workers)));
    for (int i = 0; i < made.size(); i++) {
      calls.add(device.download(made.get(i), outputs.get(i)));
    }
    try {
      device.run(calls);
    } catch (CallRefusal refusal) {
      throw refusal.found();
    }
  }

  private MemorySegment block(long bytes) {
    blocks.add(device.allocate(Math.max(bytes, 1)));
    return blocks.getLast().asSlice(0, bytes);
  }

  @Override
  public void close() {
    blocks.forEach(device::free);
  }
}
