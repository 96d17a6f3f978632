package dev.culebra.train;

import dev.culebra.files.UserError;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.memory.Slab;
import dev.culebra.model.Model;
import dev.culebra.model.Saved;
import dev.culebra.model.Step;
import dev.culebra.op.Log;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Safetensors;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Everything that training changes: the model's parameters, for each trained one its running
 * average if wanted, and for each step that trains it its moments, and its accumulated gradient if
 * a step has several batches.
 *
 * <p>Where a step may begin before the one before it has ended, there is one thing more: whether
 * all so far were finite. It is the logarithm of that, 0 or −∞, so that it can stand among what
 * must be finite for a step to be: then those begun behind one that failed change nothing either.
 *
 * <p>Owns all but the parameters until {@link #close}. One thread.
 */
final class TrainState implements AutoCloseable {
  /** What names of parameters begin with in checkpoints. */
  static final String PARAMETER = "parameter.";

  /**
   * What belongs to a parameter that a step trains.
   *
   * @param average null if no averages are kept
   * @param accumulator null if a step has one batch
   */
  record Slot(Parameter parameter, List<Input> moments, Input average, Input accumulator) {}

  private final Model model;
  private final Map<String, List<Slot>> slots = new LinkedHashMap<>();
  private final Map<Input, MemorySegment> memory = new IdentityHashMap<>();
  private final Map<Input, Input> averages = new LinkedHashMap<>();
  private final List<Slab> slabs = new ArrayList<>();

  /** Null where each step ends before the next begins. */
  private final Input soFar;

  /** For steps of which each ends before the next begins. */
  TrainState(Model model, List<StepRecipe> recipes) {
    this(model, recipes, false);
  }

  /**
   * @param recipes of the model's steps; where there are several, the names of what belongs to one
   *     begin with its name
   * @param goesAhead whether a step may begin before the one before it has ended
   */
  TrainState(Model model, List<StepRecipe> recipes, boolean goesAhead) {
    this.model = model;
    soFar = goesAhead ? own("finite so far", TensorType.f32(), 0) : null;
    model.parameters().forEach(p -> memory.put(p.state(), p.data()));
    for (StepRecipe recipe : recipes) {
      String prefix = recipes.size() == 1 ? "" : recipe.step().name() + "/";
      List<Slot> all =
          recipe.step().parameters().stream().map(p -> slot(recipe, prefix, p)).toList();
      slots.put(recipe.step().name(), all);
    }
  }

  private Slot slot(StepRecipe recipe, String prefix, Parameter parameter) {
    List<Input> moments =
        recipe.rule().moments().stream()
            .map(name -> own(prefix + name, parameter, recipe.rule().start(name)))
            .toList();
    Input average =
        recipe.ema() == 0
            ? null
            : averages.computeIfAbsent(parameter.state(), _ -> own("average", parameter, 0));
    Input accumulator = recipe.accumulates() ? own(prefix + "accumulated", parameter, 0) : null;
    return new Slot(parameter, moments, average, accumulator);
  }

  private Input own(String name, Parameter parameter, double start) {
    return own(name + "." + parameter.name(), parameter.type(), start);
  }

  private Input own(String name, TensorType type, double start) {
    Input state = Input.state(name, type);
    Slab slab = Slab.allocate(type.bytes());
    slabs.add(slab);
    MemorySegment elements = slab.slice(0, type.bytes());
    for (long i = 0; start != 0 && i < type.elements(); i++) {
      elements.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) start);
    }
    memory.put(state, elements);
    return state;
  }

  /** What a step changes, in its parameters' order. */
  List<Slot> slots(Step step) {
    return slots.get(step.name());
  }

  /** The elements of a state. */
  MemorySegment memory(Input state) {
    return memory.get(state);
  }

  /** Whether a step may begin before the one before it has ended. */
  boolean goesAhead() {
    return soFar != null;
  }

  /** What must be finite for any step to be, beside its own values. */
  List<Tensor> watched() {
    return goesAhead() ? List.of(Tensor.of(soFar)) : List.of();
  }

  /**
   * Adds what a step tells those behind it.
   *
   * @param next the next values of its states
   * @param finite its flag
   */
  void tell(Map<Input, Value> next, Tensor finite) {
    if (goesAhead()) {
      next.put(soFar, Log.of(finite.value()));
    }
  }

  /** Lets a step that failed be run again as the first that does. */
  void forgetFailure() {
    if (goesAhead()) {
      memory(soFar).fill((byte) 0);
    }
  }

  /** Lets a batch that failed be run again as the first of its step. */
  void forgetAccumulated() {
    slots.values().stream()
        .flatMap(List::stream)
        .filter(slot -> slot.accumulator() != null)
        .forEach(slot -> memory(slot.accumulator()).fill((byte) 0));
  }

  /** The elements of a parameter as they are evaluated and saved: its average's if there is one. */
  MemorySegment evaluated(Input parameter) {
    return memory.get(averages.getOrDefault(parameter, parameter));
  }

  /** Averages begin at the parameters; everything else stands at its start by now. */
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

  /**
   * Checks that all devices have the states that the first has, bit for bit; to be called when
   * these were downloaded.
   *
   * @throws UserError if one has others
   */
  void requireEqual(DeviceGroup devices, long step) {
    for (Map.Entry<Input, MemorySegment> state : memory.entrySet()) {
      String other = devices.differing(state.getValue());
      if (other != null) {
        throw new UserError(
            "step "
                + step
                + ": device "
                + other
                + " has come to other values of '"
                + state.getKey().name()
                + "' than the first device, so one of them computes wrongly; no checkpoint was"
                + " written; resume from the newest one, on one device at a time to find out"
                + " which");
      }
    }
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
      parts.put(PARAMETER + parameter.name(), new Part(parameter, parameter.state()));
    }
    List<Slot> all = slots.values().stream().flatMap(List::stream).toList();
    for (Slot slot : all) {
      slot.moments().forEach(m -> parts.put(m.name(), new Part(slot.parameter(), m)));
    }
    for (Slot slot : all) {
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
