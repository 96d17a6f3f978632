package dev.culebra.run;

import dev.culebra.ir.Input;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.CallRefusal;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.plan.Place;
import dev.culebra.plan.Plan;
import dev.culebra.plan.PlannedCall;
import dev.culebra.plan.StateCopy;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
  private final Mirror results;
  private final ProgramInputs inputs;
  private final List<MemorySegment> outputs = new ArrayList<>();
  private Call[] calls;
  private Accelerator.Recording recording;
  private int generation = -1;

  /** Null where one run ends before the next begins. */
  private Ahead ahead;

  /** Which of two is written for the next run, and which the last finished run has written. */
  private int writing;

  private int reading;
  private int underWay;

  private Bound(
      Device device, Plan plan, Function<Input, MemorySegment> states, boolean goesAhead) {
    this.device = device;
    this.plan = plan;
    this.results = new Mirror(device.accelerator(), plan.resultBytes());
    this.inputs = new ProgramInputs(device);
    try {
      open(states, goesAhead);
    } catch (RuntimeException problem) {
      close();
      throw problem;
    }
  }

  private void open(Function<Input, MemorySegment> states, boolean goesAhead) {
    for (Input input : plan.inputs()) {
      inputs.add(input, states, plan.graph().updates().containsKey(input));
    }
    device.scratch(plan.scratchBytes());
    if (goesAhead && device.ahead() > 0) {
      ahead = new Ahead(device.accelerator(), inputs.feeds(), results);
    }
    for (int i = 0; i < plan.outputs().size(); i++) {
      long bytes = plan.graph().outputs().get(i).type().bytes();
      outputs.add(onHost(plan.outputs().get(i), bytes));
    }
    bind();
  }

  /**
   * Binds a plan.
   *
   * @param states the address of each state, exactly as long as its type
   */
  public static Bound of(Device device, Plan plan, Function<Input, MemorySegment> states) {
    return new Bound(device, plan, states, false);
  }

  /** As {@link #of}; two runs may be under way where the device has memory of its own. */
  public static Bound ahead(Device device, Plan plan, Function<Input, MemorySegment> states) {
    return new Bound(device, plan, states, true);
  }

  /** Where the caller reads an output. */
  private MemorySegment onHost(Place place, long bytes) {
    return switch (place) {
      case Place.Results at -> results.host(at.offset(), bytes);
      case Place.Given(Input input) -> inputs.ofCaller(input);
      case Place.Scratch at -> throw new IllegalStateException("[bind] an output in " + at);
    };
  }

  /** Binds anew: addresses of scratch memory, and what is recorded. */
  void bind() {
    List<Call> kernels = kernels();
    generation = device.generation();
    if (device.accelerator() == null) {
      calls = kernels.toArray(Call[]::new);
      return;
    }
    kernels.addAll(stateDownloads());
    if (ahead != null) {
      ahead.record(kernels);
      return;
    }
    List<Call> bound = new ArrayList<>();
    inputs.feeds().forEach(feed -> feed.upload(bound));
    bound.addAll(kernels);
    results.download(bound);
    closeRecording();
    recording = device.accelerator().record(bound);
    calls = new Call[] {recording};
  }

  /**
   * The kernels alone, for timing them on a device with memory of its own: on what the last run was
   * fed, without the copies to it and from it. Valid until the program is bound anew.
   *
   * @param times how often they follow one another in one run
   */
  public Accelerator.Recording recorded(int times) {
    List<Call> kernels = kernels();
    return device
        .accelerator()
        .record(Collections.nCopies(times, kernels).stream().flatMap(List::stream).toList());
  }

  /** All between the copies of feeds and results. */
  private List<Call> kernels() {
    MemorySegment scratch = device.scratch(plan.scratchBytes());
    List<Call> bound = new ArrayList<>();
    for (PlannedCall call : plan.calls()) {
      bound.add(device.bind(call.kernel(), operands(call, scratch)));
    }
    for (StateCopy copy : plan.stateCopies()) {
      MemorySegment source = resolve(copy.source(), copy.target().type().bytes(), scratch);
      bound.add(copy(source, inputs.ofKernels(copy.target())));
    }
    return bound;
  }

  private List<Call> stateDownloads() {
    List<Call> downloads = new ArrayList<>();
    for (Place output : plan.outputs()) {
      if (output instanceof Place.Given(Input input) && input.kind() == Input.Kind.STATE) {
        downloads.add(
            device.accelerator().download(inputs.ofKernels(input), inputs.ofCaller(input)));
      }
    }
    return downloads;
  }

  /** Whether the program is to be bound anew before it runs, which the next run does. */
  boolean isStale() {
    return generation != device.generation();
  }

  private Call copy(MemorySegment source, MemorySegment target) {
    return device.accelerator() == null
        ? () -> target.copyFrom(source)
        : device.accelerator().copy(source, target);
  }

  private void closeRecording() {
    if (recording != null) {
      recording.close();
    }
  }

  private Operands operands(PlannedCall call, MemorySegment scratch) {
    List<MemorySegment> read = new ArrayList<>();
    for (int i = 0; i < call.inputs().size(); i++) {
      long bytes = call.node().inputs().get(i).type().bytes();
      read.add(resolve(call.inputs().get(i), bytes, scratch));
    }
    List<MemorySegment> written = new ArrayList<>();
    for (int i = 0; i < call.outputs().size(); i++) {
      long bytes = call.node().outputs().get(i).type().bytes();
      written.add(resolve(call.outputs().get(i), bytes, scratch));
    }
    MemorySegment workspace =
        scratch.asSlice(call.workspace().offset(), call.kernel().workspaceBytes());
    return new Operands(List.copyOf(read), List.copyOf(written), workspace, device.workers());
  }

  private MemorySegment resolve(Place place, long bytes, MemorySegment scratch) {
    return switch (place) {
      case Place.Scratch at -> scratch.asSlice(at.offset(), bytes);
      case Place.Results at -> results.device(at.offset(), bytes);
      case Place.Given at -> inputs.ofKernels(at.input());
    };
  }

  /** The buffer of a feed, to be written before each run; another one after each {@link #begin}. */
  public MemorySegment feed(Input input) {
    return feed(input, writing);
  }

  /** What the last run that was waited for was fed; valid until the next is fed. */
  public MemorySegment fed(Input input) {
    return feed(input, reading);
  }

  private MemorySegment feed(Input input, int slot) {
    int position = inputs.position(input);
    MemorySegment feed = inputs.ofCaller(input);
    return slot == 0 ? feed : ahead.feed(position, feed.byteSize());
  }

  /** Whether the program reads this input. */
  public boolean reads(Input input) {
    return inputs.reads(input);
  }

  /**
   * Runs the program once.
   *
   * @throws OpException with the types if a kernel finds in its data what does not fit, such as an
   *     index outside its axis
   */
  public void run() {
    if (ahead == null) {
      device.run(this);
      return;
    }
    begin();
    finish();
  }

  /**
   * Puts a run on its way, with what the feeds hold, and gives the feeds other buffers, so that the
   * next run can be fed and begun while this one computes. At most two may be under way, and none
   * when {@link #run} is called; states of the host that are outputs are those of the last run
   * begun.
   *
   * <p>What was not bound by {@link #ahead}, and where the device has no memory of its own, this
   * runs the program, and one may be under way.
   *
   * @throws OpException then as {@link #run}
   */
  public void begin() {
    if (underWay > (ahead == null ? 0 : 1)) {
      throw new IllegalStateException("[run] " + underWay + " runs are under way");
    }
    if (ahead == null) {
      run();
    } else {
      device.begin(this);
      writing = 1 - writing;
    }
    underWay++;
  }

  /** Puts a run on its way; the caller holds the device. */
  void beginHeld() {
    if (isStale()) {
      bind();
    }
    ahead.begin(writing);
  }

  /**
   * Waits for the earliest run under way, whose outputs are then to be read.
   *
   * @throws OpException as {@link #run}
   */
  public void finish() {
    if (underWay == 0) {
      throw new IllegalStateException("[run] none is under way");
    }
    underWay--;
    if (ahead == null) {
      return;
    }
    reading = underWay == 0 ? 1 - writing : writing;
    try {
      ahead.finish(reading);
    } catch (CallRefusal refusal) {
      throw refusal(refusal.call(), refusal.found());
    }
  }

  /** The calls to run, bound anew if the scratch slab moved; the caller holds the device. */
  Call[] calls() {
    if (isStale()) {
      bind();
    }
    return calls;
  }

  /** What a call found in its data, with the types. */
  OpException refusal(int call, OpException found) {
    return Signature.of(plan.calls().get(call).node()).refusal(found);
  }

  /** The same of a call that was run as part of a recording. */
  OpException refusal(CallRefusal refusal) {
    return refusal(refusal.call() - inputs.feeds().size(), refusal.found());
  }

  /** An output of the last run that was waited for; valid until the next. */
  public MemorySegment output(int index) {
    MemorySegment first = outputs.get(index);
    if (reading == 0) {
      return first;
    }
    return switch (plan.outputs().get(index)) {
      case Place.Results at -> ahead.result(at.offset(), first.byteSize());
      case Place.Given(Input input) ->
          input.kind() == Input.Kind.FEED
              ? ahead.feed(inputs.position(input), first.byteSize())
              : first;
      case Place.Scratch at -> throw new IllegalStateException("[run] an output in " + at);
    };
  }

  public Plan plan() {
    return plan;
  }

  @Override
  public void close() {
    closeRecording();
    if (ahead != null) {
      ahead.close();
    }
    results.close();
    inputs.close();
  }
}
