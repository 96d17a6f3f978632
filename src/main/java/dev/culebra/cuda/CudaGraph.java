package dev.culebra.cuda;

import static dev.culebra.cuda.CudaCalls.check;
import static jcuda.driver.JCudaDriver.cuGraphDestroy;
import static jcuda.driver.JCudaDriver.cuGraphExecDestroy;
import static jcuda.driver.JCudaDriver.cuGraphInstantiate;
import static jcuda.driver.JCudaDriver.cuGraphLaunch;
import static jcuda.driver.JCudaDriver.cuStreamBeginCapture;
import static jcuda.driver.JCudaDriver.cuStreamEndCapture;

import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Call;
import java.util.List;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstreamCaptureMode;

/**
 * Calls captured from the device's stream: one launch for all. Owns the driver's graph until {@link
 * #close}; holds the calls, in whose memory the arguments lie.
 */
final class CudaGraph implements Accelerator.Recording {
  private final CudaDevice device;
  private final List<Call> calls;
  private final CUgraphExec graph = new CUgraphExec();

  private CudaGraph(CudaDevice device, List<Call> calls) {
    this.device = device;
    this.calls = List.copyOf(calls);
  }

  static CudaGraph record(CudaDevice device, List<Call> calls) {
    CudaGraph recorded = new CudaGraph(device, calls);
    device.enter();
    try {
      recorded.capture();
    } finally {
      device.leave();
    }
    return recorded;
  }

  private void capture() {
    CUgraph captured = new CUgraph();
    int mode = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
    check(cuStreamBeginCapture(device.stream(), mode), "capture");
    try {
      calls.forEach(Call::run);
    } finally {
      check(cuStreamEndCapture(device.stream(), captured), "end of capture");
    }
    check(cuGraphInstantiate(graph, captured, 0), "graph");
    check(cuGraphDestroy(captured), "graph");
  }

  @Override
  public void run() {
    device.enter();
    try {
      launch();
      device.finish("a captured step");
      device.checkIndices(calls);
    } finally {
      device.leave();
    }
  }

  @Override
  public void begin() {
    device.enter();
    try {
      launch();
    } finally {
      device.leave();
    }
  }

  /** Puts a run on the device's stream, for the holder of its lock. */
  void launch() {
    check(cuGraphLaunch(graph, device.stream()), "graph");
  }

  @Override
  public void close() {
    device.enter();
    try {
      check(cuGraphExecDestroy(graph), "graph");
    } finally {
      device.leave();
    }
  }
}
