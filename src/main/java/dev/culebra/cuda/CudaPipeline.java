package dev.culebra.cuda;

import static dev.culebra.cuda.CudaCalls.check;
import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuEventSynchronize;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamWaitEvent;

import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Call;
import java.util.List;
import java.util.stream.Stream;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;

/**
 * Runs whose uploads are on a stream of their own. Events order the two streams: a run begins when
 * its upload has ended, and the next upload when the run has taken what was uploaded before. A
 * third one for each slot tells the host that the results are there. Owns stream, events and
 * recording until {@link #close}.
 */
final class CudaPipeline implements Accelerator.Pipeline {
  private final CudaDevice device;
  private final List<List<Call>> uploads;
  private final List<Call> take;
  private final List<Call> calls;
  private final List<List<Call>> downloads;
  private final CudaGraph recorded;
  private final CUstream ahead;
  private final CUevent uploaded;
  private final CUevent taken;
  private final List<CUevent> done;

  CudaPipeline(
      CudaDevice device,
      List<List<Call>> uploads,
      List<Call> take,
      List<Call> calls,
      List<List<Call>> downloads) {
    this.device = device;
    this.uploads = uploads;
    this.take = take;
    this.calls = List.copyOf(calls);
    this.downloads = downloads;
    recorded = CudaGraph.record(device, calls);
    device.enter();
    try {
      ahead = device.createStream();
      uploaded = event();
      taken = event();
      done = uploads.stream().map(_ -> event()).toList();
    } finally {
      device.leave();
    }
  }

  private static CUevent event() {
    CUevent event = new CUevent();
    check(cuEventCreate(event, CUevent_flags.CU_EVENT_DISABLE_TIMING), "event");
    return event;
  }

  @Override
  public void begin(int slot) {
    device.enter();
    try {
      CUstream stream = device.stream();
      check(cuStreamWaitEvent(ahead, taken, 0), "the batch before");
      device.putOn(ahead, uploads.get(slot));
      check(cuEventRecord(uploaded, ahead), "upload");
      check(cuStreamWaitEvent(stream, uploaded, 0), "upload");
      take.forEach(Call::run);
      check(cuEventRecord(taken, stream), "a batch");
      recorded.launch();
      downloads.get(slot).forEach(Call::run);
      check(cuEventRecord(done.get(slot), stream), "results");
    } finally {
      device.leave();
    }
  }

  @Override
  public void finish(int slot) {
    device.enter();
    try {
      check(cuEventSynchronize(done.get(slot)), "a captured step");
      device.checkIndices(calls);
    } finally {
      device.leave();
    }
  }

  @Override
  public void close() {
    device.enter();
    try {
      device.finish("the runs under way");
      Stream.concat(Stream.of(uploaded, taken), done.stream())
          .forEach(event -> check(cuEventDestroy(event), "event"));
      check(cuStreamDestroy(ahead), "stream");
    } finally {
      device.leave();
    }
    recorded.close();
  }
}
