package dev.culebra.run;

import dev.culebra.files.UserError;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.DeviceLink;
import dev.culebra.kernel.Precision;
import dev.culebra.par.Workers;
import dev.culebra.plan.Plan;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Devices that run a program together, each on its part of a batch: all have copies of the same
 * states, and their programs add up over all of them. Mostly one device, which runs alone.
 *
 * <p>Each of several has a thread. A device that fails ends the sums, so that no other waits for
 * it; the group is of no use then. Owns devices and link until {@link #close}. One thread at a
 * time.
 */
public final class DeviceGroup implements AutoCloseable {
  private static final long LOOK_MILLISECONDS = 200;

  /** What devices get to stop in once sums are ended. */
  private static final long STOP_MILLISECONDS = 30_000;

  private final List<Device> devices;
  private final List<String> names;

  /** Null for one device. */
  private final DeviceLink link;

  private final ExecutorService threads;
  private final AtomicReference<String> failure = new AtomicReference<>();

  private DeviceGroup(List<Device> devices, List<String> names) {
    this.devices = List.copyOf(devices);
    this.names = List.copyOf(names);
    if (devices.size() == 1) {
      link = null;
      threads = null;
      return;
    }
    List<Accelerator> accelerators = devices.stream().map(Device::accelerator).toList();
    link = accelerators.getFirst().link(accelerators);
    for (int rank = 0; rank < devices.size(); rank++) {
      devices.get(rank).join(link, rank);
    }
    threads =
        Executors.newFixedThreadPool(
            devices.size(), Thread.ofPlatform().daemon().name("device-", 0).factory());
  }

  /** One device, which closes with this. */
  public static DeviceGroup of(Device device) {
    return new DeviceGroup(List.of(device), List.of("the device"));
  }

  /**
   * The devices of a name, as {@link DeviceName} reads it.
   *
   * @param workers for what the host computes; the group's from now on, closed if there is none
   * @throws UserError if one is missing or full, or if they cannot be linked, with the cure
   */
  public static DeviceGroup named(String name, Precision precision, Workers workers) {
    DeviceName parsed = DeviceName.parse(name);
    List<Device> devices = new ArrayList<>();
    List<String> names = new ArrayList<>();
    try {
      for (int number : parsed.present()) {
        Workers own = devices.isEmpty() ? workers : Workers.caller();
        devices.add(Device.numbered(parsed.kind(), number, precision, own));
        names.add(parsed.kind() + ":" + number);
      }
      return new DeviceGroup(devices, names);
    } catch (UserError problem) {
      if (devices.isEmpty()) {
        workers.close();
      }
      devices.forEach(Device::close);
      throw problem;
    }
  }

  /** How many devices. */
  public int count() {
    return devices.size();
  }

  public Device get(int rank) {
    return devices.get(rank);
  }

  /** The device that evaluates, and whose states are saved. */
  public Device first() {
    return devices.getFirst();
  }

  /** How many runs may be begun while an earlier one is under way; see {@link Bound#ahead}. */
  public int ahead() {
    return first().ahead();
  }

  /**
   * A plan for each device of what all do alike: devices of several kinds do it by kernels of their
   * own.
   */
  public List<Plan> plan(Graph graph) {
    return devices.stream().map(device -> device.plan(graph)).toList();
  }

  /**
   * Binds a plan for each device, all at the same time.
   *
   * @param states the address of each state, as of {@link Bound#of}
   * @param goesAhead whether two runs may be under way; see {@link Bound#ahead}
   */
  public List<Bound> bind(
      List<Plan> plans, Function<Input, MemorySegment> states, boolean goesAhead) {
    Bound[] bounds = new Bound[plans.size()];
    try {
      each(
          rank ->
              bounds[rank] =
                  goesAhead
                      ? Bound.ahead(devices.get(rank), plans.get(rank), states)
                      : Bound.of(devices.get(rank), plans.get(rank), states));
    } catch (RuntimeException failed) {
      // What one device has no memory for, others may have bound.
      Stream.of(bounds).filter(Objects::nonNull).forEach(DeviceGroup::closeFailed);
      throw failed;
    }
    return List.of(bounds);
  }

  /**
   * Puts a run of programs of {@link #bind} on its way, all at the same time.
   *
   * @throws UserError if a device fails; the group is of no use then
   */
  public void begin(List<Bound> bounds) {
    if (link == null) {
      bounds.getFirst().begin();
      return;
    }
    // Programs with sums are recorded by all devices together.
    if (bounds.stream().anyMatch(Bound::isStale)) {
      each(rank -> bounds.get(rank).bind());
    }
    each(rank -> bounds.get(rank).begin());
  }

  /**
   * Waits for the earliest run under way of programs of {@link #bind}.
   *
   * @throws UserError if a device fails; the group is of no use then
   */
  public void finish(List<Bound> bounds) {
    if (link == null) {
      bounds.getFirst().finish();
      return;
    }
    each(rank -> bounds.get(rank).finish());
  }

  /** Waits for all runs under way; where a device has failed, for none. */
  public void await() {
    if (failure.get() == null) {
      each(rank -> devices.get(rank).await());
    }
  }

  /** Says that the host has written states of programs: to be called before the next run. */
  public void uploadStates() {
    devices.forEach(Device::uploadStates);
  }

  /** Makes what runs have changed visible in the states' memory on the host. */
  public void downloadStates() {
    first().downloadStates();
  }

  /**
   * The name of a device whose copy of a state is not the one that {@link #downloadStates} has
   * brought; null if there is none.
   */
  public String differing(MemorySegment state) {
    for (int rank = 1; rank < devices.size(); rank++) {
      if (devices.get(rank).differs(state)) {
        return names.get(rank);
      }
    }
    return null;
  }

  private void each(IntConsumer work) {
    if (link == null) {
      work.accept(0);
      return;
    }
    requireWhole();
    List<OpException> refusals = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch left = new CountDownLatch(devices.size());
    for (int rank = 0; rank < devices.size(); rank++) {
      int own = rank;
      threads.execute(
          () -> {
            try {
              work.accept(own);
            } catch (OpException refused) {
              refusals.add(refused);
            } catch (RuntimeException | Error failed) {
              end("device " + names.get(own) + ": " + failed.getMessage());
            } finally {
              left.countDown();
            }
          });
    }
    await(left);
    requireWhole();
    if (!refusals.isEmpty()) {
      throw refusals.getFirst();
    }
  }

  private void requireWhole() {
    if (failure.get() != null) {
      throw new UserError(
          failure.get()
              + "; the devices cannot go on together; resume from the newest checkpoint, without"
              + " that device if it fails again");
    }
  }

  /** Notes the first failure, and lets no device wait for the one that failed. */
  private void end(String reason) {
    if (failure.compareAndSet(null, reason)) {
      link.abort();
    }
  }

  private void await(CountDownLatch left) {
    long waited = 0;
    boolean isInterrupted = false;
    while (left.getCount() > 0 && waited < STOP_MILLISECONDS) {
      try {
        if (!left.await(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS)) {
          String found = link.failure();
          if (found != null) {
            end(found);
          }
          waited += failure.get() == null ? 0 : LOOK_MILLISECONDS;
        }
      } catch (InterruptedException stop) {
        // A step is not left in the middle; who asked is told afterwards.
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (link != null) {
      threads.shutdown();
      link.close();
    }
    if (failure.get() == null) {
      devices.forEach(Device::close);
    } else {
      devices.forEach(DeviceGroup::closeFailed);
    }
  }

  private static void closeFailed(Bound bound) {
    try {
      bound.close();
    } catch (IllegalStateException failed) {
      // The device is the one that failed, and its memory of no use to anyone.
    }
  }

  /** What a device that failed says about its memory is of no interest any more. */
  private static void closeFailed(Device device) {
    try {
      device.close();
    } catch (IllegalStateException failed) {
      device.workers().close();
    }
  }
}
