package dev.culebra.kernel;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A device with memory of its own. Its addresses are native segments of the right length that Java
 * hands on and never reads; calls of its tiers and copies are prepared here or by kernels, and take
 * effect only inside {@link #run} or a {@link Recording}.
 *
 * <p>Lives as long as the JVM; any thread may use it, and those that do take turns.
 */
public interface Accelerator {
  /**
   * Zeroed memory of the device, 256-byte aligned.
   *
   * @throws dev.culebra.files.UserError if the device has no more
   */
  MemorySegment allocate(long bytes);

  void free(MemorySegment memory);

  /** Zeroed memory of the host that copies reach without a detour, 64-byte aligned. */
  MemorySegment allocateHost(long bytes);

  void freeHost(MemorySegment memory);

  /** A copy from the host's memory to the device's. */
  Call upload(MemorySegment host, MemorySegment device);

  /** A copy from the device's memory to the host's. */
  Call download(MemorySegment device, MemorySegment host);

  /** A copy within the device's memory. */
  Call copy(MemorySegment source, MemorySegment target);

  /**
   * Binds a kernel of the device's tiers to its memory. Operations that add up over devices see
   * this one alone.
   */
  Call bind(Kernel kernel, Operands operands);

  /**
   * Runs prepared calls one after the other, and returns when the last has ended.
   *
   * @throws CallRefusal for the first call that found an index outside its range; those behind it
   *     have run with NaN, or 0 among whole numbers, in its place
   */
  void run(List<Call> calls);

  /**
   * Records prepared calls, to be run as one.
   *
   * @param calls they hold for the life of the recording
   */
  Recording record(List<Call> calls);

  /**
   * Links devices of this one's kind, so that their programs add up over all of them.
   *
   * @param devices this one first
   * @throws dev.culebra.files.UserError if they cannot be linked, with the reason and its cure
   */
  DeviceLink link(List<Accelerator> devices);

  /**
   * Calls of which one run follows another without waiting: what the next one is fed is copied to
   * the device while the one before computes. Runs take turns in two slots of the host's memory.
   *
   * @param uploads for each slot, to memory that nothing but {@code take} reads
   * @param take hands on what was uploaded
   * @param calls what follows, recorded
   * @param downloads for each slot
   */
  Pipeline pipeline(
      List<List<Call>> uploads, List<Call> take, List<Call> calls, List<List<Call>> downloads);

  /** See {@link Accelerator#pipeline}. */
  interface Pipeline extends AutoCloseable {
    /** Puts a run on its way. The run before in this slot must have been finished. */
    void begin(int slot);

    /**
     * Waits for the run of a slot.
     *
     * @throws CallRefusal as {@link Accelerator#run}, its calls counted from the first one
     *     recorded; of the run that follows too, if that has found its index by now
     */
    void finish(int slot);

    /** Waits for all runs. */
    @Override
    void close();
  }

  /**
   * Recorded calls; a run of it returns when the last of them has ended, or refuses as {@link
   * Accelerator#run} does.
   */
  interface Recording extends Call, AutoCloseable {
    /** Puts a run on its way; {@link Accelerator#run} waits for it, but looks at no index. */
    void begin();

    @Override
    void close();
  }
}
