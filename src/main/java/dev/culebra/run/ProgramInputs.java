package dev.culebra.run;

import dev.culebra.ir.Input;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Call;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a program is given, as its kernels see it and as the caller does: feeds and constants, whose
 * memory lives until {@link #close}, and states, which belong to the caller.
 */
final class ProgramInputs implements AutoCloseable {
  private final Device device;
  private final List<Mirror> feeds = new ArrayList<>();
  private final List<Mirror> constants = new ArrayList<>();

  /** Where a feed stands among the feeds. */
  private final Map<Input, Integer> positions = new IdentityHashMap<>();

  private final Map<Input, MemorySegment> ofKernels = new IdentityHashMap<>();
  private final Map<Input, MemorySegment> ofCaller = new IdentityHashMap<>();

  ProgramInputs(Device device) {
    this.device = device;
  }

  /**
   * Adds an input.
   *
   * @param states the address of each state, exactly as long as its type
   * @param updated whether the program writes it
   */
  void add(Input input, Function<Input, MemorySegment> states, boolean updated) {
    switch (input.kind()) {
      case FEED -> addFeed(input);
      case STATE -> addState(input, states.apply(input), updated);
      case CONSTANT -> addConstant(input);
    }
  }

  private void addFeed(Input input) {
    long bytes = input.type().bytes();
    Mirror feed = new Mirror(device.accelerator(), bytes);
    positions.put(input, feeds.size());
    feeds.add(feed);
    ofKernels.put(input, feed.device(0, bytes));
    ofCaller.put(input, feed.host(0, bytes));
  }

  private void addState(Input input, MemorySegment state, boolean updated) {
    long bytes = input.type().bytes();
    if (state == null || state.byteSize() != bytes) {
      String given = state == null ? "none given" : state.byteSize() + " given";
      throw new IllegalArgumentException(
          "[bind] state " + input + " needs " + bytes + " bytes; " + given);
    }
    ofKernels.put(input, device.state(state, updated));
    ofCaller.put(input, state);
  }

  private void addConstant(Input input) {
    ofCaller.put(input, input.data());
    Accelerator accelerator = device.accelerator();
    if (accelerator == null) {
      ofKernels.put(input, input.data());
      return;
    }
    long bytes = input.type().bytes();
    Mirror constant = new Mirror(accelerator, bytes);
    constants.add(constant);
    constant.host(0, bytes).copyFrom(input.data());
    List<Call> upload = new ArrayList<>();
    constant.upload(upload);
    accelerator.run(upload);
    ofKernels.put(input, constant.device(0, bytes));
  }

  /** Whether the program reads this input. */
  boolean reads(Input input) {
    return ofKernels.containsKey(input);
  }

  MemorySegment ofKernels(Input input) {
    return ofKernels.get(input);
  }

  MemorySegment ofCaller(Input input) {
    return ofCaller.get(input);
  }

  /** Feeds, in the order in which they were added. */
  List<Mirror> feeds() {
    return List.copyOf(feeds);
  }

  /**
   * Where a feed stands among {@link #feeds}.
   *
   * @throws IllegalArgumentException if the program is not fed this
   */
  int position(Input input) {
    Integer position = positions.get(input);
    if (position == null) {
      throw new IllegalArgumentException("[feed] " + input + " is not a feed of this program");
    }
    return position;
  }

  @Override
  public void close() {
    feeds.forEach(Mirror::close);
    constants.forEach(Mirror::close);
  }
}
