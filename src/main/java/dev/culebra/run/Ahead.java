package dev.culebra.run;

import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Call;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of which two runs may be under way on a device with memory of its own: a second slot of
 * what the host writes and reads, and the memory that feeds are uploaded to. Lives until {@link
 * #close}.
 */
final class Ahead implements AutoCloseable {
  private final Accelerator accelerator;

  /** Of the second slot, in the order of the feeds. */
  private final List<MemorySegment> feeds = new ArrayList<>();

  private final List<MemorySegment> staging = new ArrayList<>();
  private final MemorySegment results;
  private final List<List<Call>> uploads = List.of(new ArrayList<>(), new ArrayList<>());
  private final List<Call> take = new ArrayList<>();
  private final List<List<Call>> downloads = List.of(new ArrayList<>(), new ArrayList<>());
  private Accelerator.Pipeline pipeline;

  /**
   * @param given feeds, whose memory is the first slot's
   * @param made results
   */
  Ahead(Accelerator accelerator, List<Mirror> given, Mirror made) {
    this.accelerator = accelerator;
    results = accelerator.allocateHost(made.bytes());
    try {
      given.forEach(this::add);
    } catch (RuntimeException full) {
      close();
      throw full;
    }
    MemorySegment computed = made.device(0, made.bytes());
    downloads.get(0).add(accelerator.download(computed, made.host(0, made.bytes())));
    downloads.get(1).add(accelerator.download(computed, results));
  }

  private void add(Mirror feed) {
    feeds.add(accelerator.allocateHost(feed.bytes()));
    staging.add(accelerator.allocate(feed.bytes()));
    MemorySegment between = staging.getLast();
    uploads.get(0).add(accelerator.upload(feed.host(0, feed.bytes()), between));
    uploads.get(1).add(accelerator.upload(feeds.getLast(), between));
    take.add(accelerator.copy(between, feed.device(0, feed.bytes())));
  }

  /** Records the program's kernels, anew where their memory has moved. */
  void record(List<Call> kernels) {
    closePipeline();
    pipeline = accelerator.pipeline(uploads, take, kernels, downloads);
  }

  /** A feed as the host writes it for the second slot. */
  MemorySegment feed(int position, long bytes) {
    return feeds.get(position).asSlice(0, bytes);
  }

  /** A part of the results of the second slot. */
  MemorySegment result(long offset, long bytes) {
    return results.asSlice(offset, bytes);
  }

  void begin(int slot) {
    pipeline.begin(slot);
  }

  void finish(int slot) {
    pipeline.finish(slot);
  }

  private void closePipeline() {
    if (pipeline != null) {
      pipeline.close();
    }
  }

  @Override
  public void close() {
    closePipeline();
    feeds.forEach(accelerator::freeHost);
    staging.forEach(accelerator::free);
    accelerator.freeHost(results);
  }
}
