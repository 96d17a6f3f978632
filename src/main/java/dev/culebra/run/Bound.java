package dev.culebra.run;

import dev.culebra.ir.Input;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Slab;
import dev.culebra.plan.Place;
import dev.culebra.plan.Plan;
import dev.culebra.plan.PlannedCall;
import dev.culebra.plan.StateCopy;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A plan bound to memory: write the feeds, {@link #run}, read the outputs. Replaying allocates
 * nothing, checks nothing and looks nothing up.
 *
 * <p>Owns its feeds and results until {@link #close}; states belong to the caller and must outlive
 * it. One thread at a time.
 */
public final class Bound implements AutoCloseable {
  private final Device device;
  private final Plan plan;
  private final Slab results;
  private final List<Slab> feeds = new ArrayList<>();
  private final Map<Input, MemorySegment> given = new IdentityHashMap<>();
  private final List<MemorySegment> outputs = new ArrayList<>();
  private Call[] calls;
  private int generation = -1;

  private Bound(Device device, Plan plan, Function<Input, MemorySegment> states) {
    this.device = device;
    this.plan = plan;
    this.results = Slab.allocate(plan.resultBytes());
    for (Input input : plan.inputs()) {
      given.put(input, segment(input, states));
    }
    Slab scratch = device.scratch(plan.scratchBytes());
    for (int i = 0; i < plan.outputs().size(); i++) {
      outputs.add(
          resolve(plan.outputs().get(i), plan.graph().outputs().get(i).type().bytes(), scratch));
    }
    bind();
  }

  /**
   * Binds a plan.
   *
   * @param states the address of each state, exactly as long as its type
   */
  public static Bound of(Device device, Plan plan, Function<Input, MemorySegment> states) {
    return new Bound(device, plan, states);
  }

  private MemorySegment segment(Input input, Function<Input, MemorySegment> states) {
    return switch (input.kind()) {
      case FEED -> {
        Slab slab = Slab.allocate(input.type().bytes());
        feeds.add(slab);
        yield slab.slice(0, input.type().bytes());
      }
      case STATE -> {
        MemorySegment state = states.apply(input);
        if (state == null || state.byteSize() != input.type().bytes()) {
          throw new IllegalArgumentException(
              "[bind] state "
                  + input
                  + " needs "
                  + input.type().bytes()
                  + " bytes; "
                  + (state == null ? "none given" : state.byteSize() + " given"));
        }
        yield state;
      }
      case CONSTANT -> input.data();
    };
  }

  private void bind() {
    Slab scratch = device.scratch(plan.scratchBytes());
    generation = device.generation();
    List<Call> bound = new ArrayList<>();
    for (PlannedCall call : plan.calls()) {
      bound.add(call.kernel().bind(operands(call, scratch)));
    }
    for (StateCopy copy : plan.stateCopies()) {
      MemorySegment source = resolve(copy.source(), copy.target().type().bytes(), scratch);
      MemorySegment target = given.get(copy.target());
      bound.add(() -> target.copyFrom(source));
    }
    calls = bound.toArray(Call[]::new);
  }

  private Operands operands(PlannedCall call, Slab scratch) {
    List<MemorySegment> inputs = new ArrayList<>();
    for (int i = 0; i < call.inputs().size(); i++) {
      long bytes = call.node().inputs().get(i).type().bytes();
      inputs.add(resolve(call.inputs().get(i), bytes, scratch));
    }
    List<MemorySegment> results = new ArrayList<>();
    for (int i = 0; i < call.outputs().size(); i++) {
      long bytes = call.node().outputs().get(i).type().bytes();
      results.add(resolve(call.outputs().get(i), bytes, scratch));
    }
    MemorySegment workspace =
        scratch.slice(call.workspace().offset(), call.kernel().workspaceBytes());
    return new Operands(List.copyOf(inputs), List.copyOf(results), workspace, device.workers());
  }

  private MemorySegment resolve(Place place, long bytes, Slab scratch) {
    return switch (place) {
      case Place.Scratch at -> scratch.slice(at.offset(), bytes);
      case Place.Results at -> results.slice(at.offset(), bytes);
      case Place.Given at -> given.get(at.input());
    };
  }

  /** The fixed buffer of a feed, to be written before each run. */
  public MemorySegment feed(Input input) {
    MemorySegment segment = given.get(input);
    if (segment == null || input.kind() != Input.Kind.FEED) {
      throw new IllegalArgumentException("[feed] " + input + " is not a feed of this program");
    }
    return segment;
  }

  /** Whether the program reads this input. */
  public boolean reads(Input input) {
    return given.containsKey(input);
  }

  /**
   * Runs the program once.
   *
   * @throws OpException with the types if a kernel finds in its data what does not fit, such as an
   *     index outside its axis
   */
  public void run() {
    device.run(this);
  }

  /** The calls to run, bound anew if the scratch slab moved; the caller holds the device. */
  Call[] calls() {
    if (generation != device.generation()) {
      bind();
    }
    return calls;
  }

  /** What a call found in its data, with the types. */
  OpException refusal(int call, OpException found) {
    return Signature.of(plan.calls().get(call).node()).refusal(found);
  }

  /** An output of the last run; valid until the next. */
  public MemorySegment output(int index) {
    return outputs.get(index);
  }

  public Plan plan() {
    return plan;
  }

  @Override
  public void close() {
    results.close();
    feeds.forEach(Slab::close);
  }
}
