package dev.culebra.train;

import dev.culebra.files.UserError;
import dev.culebra.ir.Input;
import dev.culebra.memory.Slab;
import dev.culebra.model.Model;
import dev.culebra.model.Saved;
import dev.culebra.model.Step;
import dev.culebra.optim.Optimizer;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Safetensors;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Everything that training changes: the model's parameters, and for each trained one its moments,
 * its running average if wanted, and its accumulated gradient if a step has several batches.
 *
 * <p>Owns all but the parameters until {@link #close}. One thread.
 */
final class TrainState implements AutoCloseable {
  /**
   * What belongs to one trained parameter.
   *
   * @param average null if no averages are kept
   * @param accumulator null if a step has one batch
   */
  record Slot(Parameter parameter, List<Input> moments, Input average, Input accumulator) {}

  private final Model model;
  private final List<Slot> slots = new ArrayList<>();
  private final Map<Input, MemorySegment> memory = new IdentityHashMap<>();
  private final Map<Input, Input> averages = new IdentityHashMap<>();
  private final List<Slab> slabs = new ArrayList<>();

  TrainState(Model model, Step step, Optimizer rule, boolean averages, boolean accumulates) {
    this.model = model;
    model.parameters().forEach(p -> memory.put(p.state(), p.data()));
    for (Parameter parameter : step.parameters()) {
      List<Input> moments = rule.moments().stream().map(name -> own(name, parameter)).toList();
      Input average = averages ? own("average", parameter) : null;
      Input accumulator = accumulates ? own("accumulated", parameter) : null;
      slots.add(new Slot(parameter, moments, average, accumulator));
      if (averages) {
        this.averages.put(parameter.state(), average);
      }
    }
  }

  private Input own(String name, Parameter parameter) {
    Input state = Input.state(name + "." + parameter.name(), parameter.type());
    Slab slab = Slab.allocate(parameter.type().bytes());
    slabs.add(slab);
    memory.put(state, slab.slice(0, parameter.type().bytes()));
    return state;
  }

  List<Slot> slots() {
    return slots;
  }

  /** The elements of a state. */
  MemorySegment memory(Input state) {
    return memory.get(state);
  }

  /** The elements of a parameter as they are evaluated and saved: its average's if there is one. */
  MemorySegment evaluated(Input parameter) {
    return memory.get(averages.getOrDefault(parameter, parameter));
  }

  /** Averages begin at the parameters; everything else is zero by now. */
  void begin() {
    averages.forEach((parameter, average) -> memory.get(average).copyFrom(memory.get(parameter)));
  }

  /** Bytes of all states. */
  long bytes() {
    return memory.values().stream().mapToLong(MemorySegment::byteSize).sum();
  }

  /** Bytes of a checkpoint, rounded up by what its header and position may take. */
  long savedBytes() {
    long header = 1 << 16;
    return header
        + parts().values().stream().mapToLong(part -> part.parameter.type().bytes()).sum();
  }

  /** What a checkpoint holds, in the file's order. Accumulated gradients are zero between steps. */
  SequencedMap<String, Safetensors.Entry> entries() {
    SequencedMap<String, Safetensors.Entry> entries = new LinkedHashMap<>();
    parts()
        .forEach(
            (name, part) -> entries.put(name, Saved.entry(part.parameter, memory.get(part.state))));
    return entries;
  }

  /**
   * Sets everything from a checkpoint.
   *
   * @throws UserError if it is another model's or another optimizer's; then nothing is changed
   */
  void read(Safetensors file) {
    SequencedMap<String, Part> parts = parts();
    if (!parts.keySet().equals(new HashSet<>(file.names()))) {
      throw new UserError(
          file.file() + ": its tensors are another run's; restore the run folder's own checkpoint");
    }
    parts.forEach(
        (name, part) -> {
          TensorType wanted = part.parameter.type().withShape(part.parameter.layout().stored());
          if (!file.type(name).equals(wanted)) {
            throw new UserError(
                file.file()
                    + ": tensor '"
                    + name
                    + "' is "
                    + file.type(name)
                    + ", not "
                    + wanted
                    + "; restore the run folder's own checkpoint");
          }
        });
    parts.forEach(
        (name, part) ->
            part.parameter
                .layout()
                .toEngine(
                    file.bytes(name),
                    memory.get(part.state),
                    part.parameter.type().dtype().bytes()));
  }

  /** The name of a saved state that holds a value that is not finite; null if all are finite. */
  String nonFinite() {
    for (Map.Entry<String, Part> part : parts().entrySet()) {
      MemorySegment elements = memory.get(part.getValue().state);
      if (NonFinite.first(elements) >= 0) {
        return part.getKey();
      }
    }
    return null;
  }

  private record Part(Parameter parameter, Input state) {}

  private SequencedMap<String, Part> parts() {
    SequencedMap<String, Part> parts = new LinkedHashMap<>();
    for (Parameter parameter : model.parameters()) {
      parts.put("parameter." + parameter.name(), new Part(parameter, parameter.state()));
    }
    for (Slot slot : slots) {
      slot.moments().forEach(m -> parts.put(m.name(), new Part(slot.parameter(), m)));
    }
    for (Slot slot : slots) {
      if (slot.average() != null) {
        parts.put(slot.average().name(), new Part(slot.parameter(), slot.average()));
      }
    }
    return parts;
  }

  @Override
  public void close() {
    slabs.forEach(Slab::close);
  }
}
